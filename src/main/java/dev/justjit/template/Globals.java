package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** {@code LOAD_GLOBAL}, {@code STORE_GLOBAL}, {@code DELETE_GLOBAL}. */
final class Globals {
    private Globals() {}

    /**
     * {@code LOAD_GLOBAL}: -> v [NULL]. With feedback: the keys of the dicts have the versions that
     * the interpreter saw, so the entry is where it was. Errors: NameError.
     */
    static void load(Emission e, Insn insn) {
        boolean module = insn.seenAs(Opcode.LOAD_GLOBAL_MODULE);
        boolean builtin = insn.seenAs(Opcode.LOAD_GLOBAL_BUILTIN);
        if (!e.maySpeculate()) {
            e.prepareCall();
            callLoadGlobal(e, record(e), Stub.LOAD_GLOBAL_SITE);
            e.pushResult(KnownType.UNKNOWN);
        } else if (module || builtin) {
            loadByIndex(e, insn, builtin);
        } else {
            loadByRecord(e);
        }
        if (insn.oparg() >> 1 == e.image().ownName()) {
            e.markOwnName();
        }
        pushNullIfAsked(e, insn);
    }

    private static void pushNullIfAsked(Emission e, Insn insn) {
        if ((insn.oparg() & 1) != 0) {
            e.pushNull();
        }
    }

    private static Symbol record(Emission e) {
        return e.cacheSite(e.insn().oparg() >> 1, false);
    }

    private static void callLoadGlobal(Emission e, Symbol record, Stub stub) {
        e.masm().load(Reg.ARG1, record);
        e.masm().call(stub.symbol());
        e.checkNotNull();
    }

    /** Nothing is predicted, but where the record has seen it, it is found fast. */
    private static void loadByRecord(Emission e) {
        MacroAssembler m = e.masm();
        Symbol record = record(e);
        var slow = new GenericLoad(e, record);
        AttributeSites.ask(m, record, slow.entry());
        e.pushOwned(Reg.ARG2, KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    /** No entry serves. */
    private static final class GenericLoad extends SlowCall {
        private final Symbol record;

        GenericLoad(Emission e, Symbol record) {
            super(e, 0);
            this.record = record;
        }

        @Override
        protected void call(Emission e) {
            callLoadGlobal(e, record, Stub.LOAD_GLOBAL_MISSED);
        }

        @Override
        protected void complete(Emission e) {
            pushNullIfAsked(e, e.insn());
        }
    }

    /** It is not where the interpreter saw it: where the record has seen it, else the generic way. */
    private static final class OtherLoad extends ColdCode {
        private final Symbol record;
        private final GenericLoad generic;
        private final Label loaded;

        OtherLoad(Emission e) {
            super(e);
            record = record(e);
            generic = new GenericLoad(e, record);
            loaded = e.masm().newLabel();
        }

        /** Where the hot stream goes on with the object, owned, in {@code RET}. */
        Label loaded() {
            return loaded;
        }

        @Override
        protected void emit(Emission e) {
            AttributeSites.ask(e.masm(), record, generic.entry());
            e.masm().move(Reg.RET, Reg.ARG2);
            e.masm().jump(loaded);
        }
    }

    private static void loadByIndex(Emission e, Insn insn, boolean builtin) {
        MacroAssembler m = e.masm();
        var slow = new OtherLoad(e);
        int unit = insn.offset();
        int globals = unit + InlineCache.LOAD_GLOBAL_MODULE_KEYS_VERSION;
        loadKeys(e, InterpreterFrame.GLOBALS, globals, slow.entry());
        if (builtin) {
            int builtins = unit + InlineCache.LOAD_GLOBAL_BUILTIN_KEYS_VERSION;
            loadKeys(e, InterpreterFrame.BUILTINS, builtins, slow.entry());
        }
        CodeImage.KeysShape shape = e.image().seenKeys(insn);
        int index = e.image().cache16(insn, InlineCache.LOAD_GLOBAL_INDEX);
        if (shape != null) {
            m.load(
                    Width.W64,
                    Reg.RET,
                    Mem.at(Reg.ARG0, entryOffset(index) + (1 << shape.log2IndexBytes())));
        } else {
            loadEntry(m, index);
        }
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, slow.entry());
        m.incref(Reg.RET, Reg.TMP0);
        m.bind(slow.loaded());
        e.pushResult(KnownType.UNKNOWN);
        slow.generic.resultIs(e.stack().peek(0));
        m.bind(slow.generic.resume());
    }

    /**
     * {@code ARG0} = keys of the frame's dict, which is exact and has the version in the inline cache at the unit;
     * or a jump.
     */
    private static void loadKeys(Emission e, int frameField, int unit, Label fail) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, frameField));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, fail);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.branchHalf(
                Cond.NE, Mem.at(Reg.ARG0, DictKeys.VERSION), Symbol.cachedKeysVersion(unit), fail);
    }

    /** {@code RET} = value of entry {@code index} of the str-only keys {@code ARG0}. */
    static void loadEntry(MacroAssembler m, int index) {
        m.load(Width.W8, Reg.ARG3, Mem.at(Reg.ARG0, DictKeys.LOG2_INDEX_BYTES));
        m.moveImm(Reg.RET, 1);
        m.shiftLeft(Reg.RET, Reg.RET, Reg.ARG3);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, Reg.RET, 1, entryOffset(index)));
    }

    /** Offset of an entry's value, without the bytes of the index table. */
    private static int entryOffset(int index) {
        return DictKeys.INDICES + DictUnicodeEntry.SIZE * index + DictUnicodeEntry.VALUE;
    }

    /** {@code STORE_GLOBAL}: v -> . */
    static void store(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.load(Width.W64, Reg.ARG2, e.slot(e.stack().depth() - 1));
        m.call(Helper.PYDICT_SETITEM);
        Names.releaseTopAndCheckStatus(e);
    }

    /** {@code DELETE_GLOBAL}: -> . Errors: NameError. */
    static void delete(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.moveImm(Reg.ARG2, 0);
        m.call(Helper.PYDICT_POP);
        e.checkNotNegative();
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, Names.notDefined(e, insn.oparg()));
    }
}
