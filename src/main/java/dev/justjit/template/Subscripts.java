package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Subscripts and slices. */
final class Subscripts {
    private Subscripts() {}

    /** {@code BINARY_SUBSCR}: c k -> x. Inline for lists and tuples that feedback has seen. */
    static void load(Emission e, Insn insn) {
        boolean list = insn.seenAs(Opcode.BINARY_SUBSCR_LIST_INT);
        boolean tuple = insn.seenAs(Opcode.BINARY_SUBSCR_TUPLE_INT);
        if (e.maySpeculate() && insn.seenAs(Opcode.BINARY_SUBSCR_STR_INT)) {
            loadCharacter(e);
        } else if (e.maySpeculate() && (list || tuple)) {
            loadItem(e, list);
        } else if (e.maySpeculate() && insn.seenAs(Opcode.BINARY_SUBSCR_DICT)) {
            e.flush();
            loadDictItem(e);
        } else if (e.maySpeculate() && insn.seen() == Opcode.BINARY_SUBSCR) {
            Unpredicted.subscript(e);
        } else {
            e.flush();
            e.setInstrPtr();
            e.callConsuming(Stub.GET_ITEM, 2);
            e.pushResult(KnownType.UNKNOWN);
        }
    }

    private static void loadItem(Emission e, boolean list) {
        MacroAssembler m = e.masm();
        Value container = e.stack().peek(1);
        Value key = e.stack().peek(0);
        if (container.isUnboxed()) {
            e.materialize(e.stack().depth() - 2);
            container = e.stack().peek(1);
        }
        if (Operands.owned(container, key)) {
            ownBelow(e, 2);
        }
        var slow = new GenericSubscript(e);
        loadIndexed(e, container, key, list, slow.entry());
        if (list) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyList.ITEMS));
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, Reg.ARG1, 8, 0));
        } else {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, Reg.ARG1, 8, PyTuple.ITEMS));
        }
        m.incref(Reg.RET, Reg.TMP0);
        e.pop();
        e.pop();
        releaseOperands(e, container, key);
        e.pushResult(KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    /** Releases the popped operands, the key of which dies quietly; {@code RET} survives. */
    static void releaseOperands(Emission e, Value container, Value key) {
        if (Operands.owned(container, key)) {
            MacroAssembler m = e.masm();
            Mem stash = Mem.nativeWord(0);
            m.store(Width.W64, stash, Reg.RET);
            if (key.isOwned()) {
                e.loadObject(Reg.ARG0, key);
                e.release(KnownType.INT);
            }
            e.releaseValue(container);
            m.load(Width.W64, Reg.RET, stash);
        }
    }

    /** One ASCII character of a compact ASCII string: an immortal one-character string. */
    private static void loadCharacter(Emission e) {
        MacroAssembler m = e.masm();
        if (e.stack().peek(1).isUnboxed()) {
            e.materialize(e.stack().depth() - 2);
        }
        Value container = e.stack().peek(1);
        Value key = e.stack().peek(0);
        var slow = new GenericSubscript(e);
        Ints.unbox(e, key, Reg.ARG1, slow.entry());
        e.loadObject(Reg.ARG0, container);
        Arithmetic.guardType(m, Reg.ARG0, Global.PYUNICODE_TYPE, slow.entry());
        m.branch(
                Cond.BELOW_EQ,
                Width.W64,
                Mem.at(Reg.ARG0, PyUnicode.LENGTH),
                Reg.ARG1,
                slow.entry());
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.ARG0, PyUnicode.STATE));
        m.and(Reg.ARG2, Reg.ARG2, PyUnicode.STATE_COMPACT | PyUnicode.STATE_ASCII);
        m.branch(
                Cond.NE,
                Width.W32,
                Reg.ARG2,
                PyUnicode.STATE_COMPACT | PyUnicode.STATE_ASCII,
                slow.entry());
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG0, Reg.ARG1, 1, PyUnicode.ASCII_DATA));
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.RET, 2, 0));
        m.shiftLeft(Reg.RET, Reg.RET, 4); // 48 bytes each
        m.add(Reg.RET, Reg.RET, Mem.at(Reg.DATA, JitData.ASCII_CHARACTERS));
        e.pop();
        e.pop();
        if (Operands.owned(container, key)) {
            Mem stash = Mem.nativeWord(0);
            m.store(Width.W64, stash, Reg.RET);
            if (key.isOwned()) {
                e.loadObject(Reg.ARG0, key);
                e.release(KnownType.INT);
            }
            if (container.isOwned()) {
                e.loadObject(Reg.ARG0, container);
                e.release(KnownType.STR);
            }
            m.load(Width.W64, Reg.RET, stash);
        }
        e.pushResult(KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    /** Borrowed entries below the operands become owned: releasing a container runs anything. */
    static void ownBelow(Emission e, int operands) {
        for (int i = 0; i < e.stack().depth() - operands; i++) {
            if (e.stack().at(i).is(Value.Kind.LOCAL)) {
                e.materialize(i);
            }
        }
    }

    /** {@code ARG0} = exact list or tuple, {@code ARG1} = index within its size; or a jump. */
    private static void loadIndexed(
            Emission e, Value container, Value key, boolean list, Label fail) {
        MacroAssembler m = e.masm();
        Ints.unbox(e, key, Reg.ARG1, fail);
        e.loadObject(Reg.ARG0, container);
        if (container.type() != (list ? KnownType.LIST : KnownType.TUPLE)) {
            Global type = list ? Global.PYLIST_TYPE : Global.PYTUPLE_TYPE;
            Arithmetic.guardType(m, Reg.ARG0, type, fail);
        }
        // as unsigned numbers negative indices are too large
        m.branch(Cond.BELOW_EQ, Width.W64, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE), Reg.ARG1, fail);
    }

    static final class GenericSubscript extends SlowCall {
        GenericSubscript(Emission e) {
            super(e, 2);
        }

        @Override
        protected void call(Emission e) {
            e.callConsuming(Stub.GET_ITEM, 2);
        }
    }

    /** Exact dicts: a missing key raises KeyError(key), without asking for {@code __missing__}. */
    private static void loadDictItem(Emission e) {
        MacroAssembler m = e.masm();
        Label other = m.newLabel();
        Label done = m.newLabel();
        int base = e.stack().depth() - 2;
        e.setInstrPtr();
        m.address(Reg.ARG0, e.slot(base));
        m.load(Width.W64, Reg.ARG1, e.slot(base));
        Arithmetic.guardType(m, Reg.ARG1, Global.PYDICT_TYPE, other);
        m.call(Stub.GET_DICT_ITEM.symbol());
        m.jump(done);
        m.bind(other);
        m.call(Stub.GET_ITEM.symbol());
        m.bind(done);
        e.pop();
        e.pop();
        e.pythonMayHaveRun();
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code STORE_SUBSCR}: v c k -> . Inline for lists that feedback has seen. */
    static void store(Emission e, Insn insn) {
        if (e.maySpeculate() && insn.seenAs(Opcode.STORE_SUBSCR_LIST_INT)) {
            storeItem(e);
        } else if (e.maySpeculate() && insn.seen() == Opcode.STORE_SUBSCR) {
            Unpredicted.storeItem(e);
        } else {
            e.prepareCall();
            callSetItem(e);
        }
    }

    private static void callSetItem(Emission e) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 3));
        m.call(Stub.SET_ITEM.symbol());
        e.pop();
        e.pop();
        e.pop();
        e.checkNotNegative();
    }

    static final class GenericStore extends SlowCall {
        GenericStore(Emission e) {
            super(e, 3);
        }

        @Override
        protected void call(Emission e) {
            callSetItem(e);
        }
    }

    private static void storeItem(Emission e) {
        MacroAssembler m = e.masm();
        ownBelow(e, 3);
        int top = e.stack().depth();
        if (e.stack().peek(2).isUnboxed()) {
            e.materialize(top - 3);
        }
        if (e.stack().peek(1).isUnboxed()) {
            e.materialize(top - 2);
        }
        Value value = e.stack().peek(2);
        Value container = e.stack().peek(1);
        Value key = e.stack().peek(0);
        var slow = new GenericStore(e);
        loadIndexed(e, container, key, true, slow.entry());
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.address(Reg.ARG2, Mem.at(Reg.ARG2, Reg.ARG1, 8, 0));
        e.takeObject(Reg.RET, value);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG2, 0));
        m.store(Width.W64, Mem.at(Reg.ARG2, 0), Reg.RET);
        e.pop();
        e.pop();
        e.pop();
        e.release(KnownType.UNKNOWN);
        if (key.isOwned()) {
            e.loadObject(Reg.ARG0, key);
            e.release(KnownType.INT);
        }
        e.releaseValue(container);
        m.bind(slow.resume());
    }

    /** {@code DELETE_SUBSCR}: c k -> . */
    static void delete(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flush();
        e.setInstrPtr();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.call(Stub.DELETE_ITEM.symbol());
        e.pop();
        e.pop();
        e.pythonMayHaveRun();
        e.checkNotNegative();
    }

    /** {@code BINARY_SLICE}: c a b -> x. */
    static void loadSlice(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 3));
        m.call(Stub.GET_SLICE.symbol());
        e.pop();
        e.pop();
        e.pop();
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code STORE_SLICE}: v c a b -> . */
    static void storeSlice(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        buildSlice(e, 2);
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 3));
        m.call(Stub.SET_SLICE.symbol());
        e.pop();
        e.pop();
        e.pop();
        e.checkNotNegative();
    }

    /** {@code BUILD_SLICE}: a b [c] -> s. */
    static void build(Emission e, Insn insn) {
        e.prepareCall();
        buildSlice(e, insn.oparg());
    }

    /** Replaces the two or three canonical uppermost entries by their slice. */
    private static void buildSlice(Emission e, int parts) {
        MacroAssembler m = e.masm();
        int base = e.stack().depth() - parts;
        m.load(Width.W64, Reg.ARG0, e.slot(base));
        m.load(Width.W64, Reg.ARG1, e.slot(base + 1));
        if (parts == 3) {
            m.load(Width.W64, Reg.ARG2, e.slot(base + 2));
        } else {
            m.moveImm(Reg.ARG2, 0);
        }
        m.call(Helper.PYSLICE_NEW);
        m.move(Reg.SAVED0, Reg.RET);
        for (int i = 0; i < parts; i++) {
            m.load(Width.W64, Reg.ARG0, e.slot(base + i));
            m.call(Stub.RELEASE.symbol());
            e.pop();
        }
        m.branch(Cond.EQ, Width.W64, Reg.SAVED0, 0, e.raise());
        e.pushOwned(Reg.SAVED0, KnownType.UNKNOWN);
    }
}
