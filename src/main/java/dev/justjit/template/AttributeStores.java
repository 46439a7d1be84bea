package dev.justjit.template;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** {@code STORE_ATTR}. */
final class AttributeStores {
    /** Objects have at most so many values inline ({@code SHARED_KEYS_MAX_SIZE}). */
    private static final int MAX_INLINE_VALUES = 30;

    private AttributeStores() {}

    /** {@code STORE_ATTR}: v o -> . */
    static void store(Emission e, Insn insn) {
        boolean values = insn.seenAs(Opcode.STORE_ATTR_INSTANCE_VALUE);
        boolean slot = insn.seenAs(Opcode.STORE_ATTR_SLOT);
        if (!e.maySpeculate()) {
            e.prepareCall();
            callSetAttr(e, record(e), Stub.STORE_ATTR_SITE);
        } else if (values && index(e, insn) < MAX_INLINE_VALUES || slot) {
            storeInline(e, insn, values);
        } else {
            storeByRecord(e);
        }
    }

    private static Symbol record(Emission e) {
        return e.cacheSite(e.insn().oparg(), false);
    }

    /** Nothing is predicted, but what the record has seen is done fast. */
    private static void storeByRecord(Emission e) {
        prepare(e);
        Value owner = e.stack().peek(0);
        Symbol record = record(e);
        var slow = new GenericStore(e, record);
        askRecord(e, record, slow.entry());
        finish(e, owner);
        e.masm().bind(slow.resume());
    }

    /** Objects on the stack, canonical but for value and owner. */
    private static void prepare(Emission e) {
        e.flushBelow(2);
        int depth = e.stack().depth();
        for (int i = depth - 2; i < depth; i++) {
            if (e.stack().at(i).isUnboxed()) {
                e.materialize(i);
            }
        }
    }

    /** The record's entries are asked to store; {@code ARG0} = the old value, owned, or NULL. */
    private static void askRecord(Emission e, Symbol record, Label missed) {
        MacroAssembler m = e.masm();
        Value value = e.stack().peek(1);
        e.loadObject(Reg.ARG4, value);
        e.loadObject(Reg.ARG0, e.stack().peek(0));
        AttributeSites.ask(m, record, missed);
        if (!value.isOwned()) {
            e.takeObject(Reg.ARG4, value);
        }
        m.move(Reg.ARG0, Reg.ARG3);
    }

    /** It is stored: the old value {@code ARG0} is released, then the owner. */
    private static void finish(Emission e, Value owner) {
        e.pop();
        e.pop();
        e.releaseNullable();
        e.releaseValue(owner);
    }

    /** No entry serves. */
    private static final class GenericStore extends SlowCall {
        private final Symbol record;

        GenericStore(Emission e, Symbol record) {
            super(e, 2);
            this.record = record;
        }

        @Override
        protected void call(Emission e) {
            callSetAttr(e, record, Stub.STORE_ATTR_MISSED);
        }
    }

    /** What is predicted is not so: what the record has seen, else the generic way. */
    private static final class OtherStore extends ColdCode {
        private final Symbol record;
        private final GenericStore generic;
        private final Label stored;

        OtherStore(Emission e) {
            super(e);
            record = record(e);
            generic = new GenericStore(e, record);
            stored = e.masm().newLabel();
        }

        /** Where the hot stream goes on with the old value, or NULL, in {@code ARG0}. */
        Label stored() {
            return stored;
        }

        Label resume() {
            return generic.resume();
        }

        @Override
        protected void emit(Emission e) {
            askRecord(e, record, generic.entry());
            e.masm().jump(stored);
        }
    }

    private static int index(Emission e, Insn insn) {
        return e.image().cache16(insn, InlineCache.STORE_ATTR_INDEX);
    }

    private static void callSetAttr(Emission e, Symbol record, Stub stub) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.load(Reg.ARG1, record);
        m.call(stub.symbol());
        e.pop();
        e.pop();
        e.checkNotNegative();
    }

    /** The value may already be in place: then the old one is swapped out and released last. */
    private static void storeInline(Emission e, Insn insn, boolean values) {
        MacroAssembler m = e.masm();
        prepare(e);
        Value value = e.stack().peek(1);
        Value owner = e.stack().peek(0);
        var slow = new OtherStore(e);
        e.loadObject(Reg.ARG1, owner);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.branchHalf(
                Cond.NE,
                Mem.at(Reg.RET, PyType.VERSION_TAG),
                Symbol.cachedVersion(insn.offset() + InlineCache.STORE_ATTR_TYPE_VERSION),
                slow.entry());
        int index = index(e, insn);
        int offset = values ? ManagedObject.INLINE_VALUES_SLOTS + 8 * index : index;
        if (values) {
            guardInlineValues(m, slow.entry());
        }
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, offset));
        if (values) {
            recordFirstStore(m, index);
        }
        e.takeObject(Reg.RET, value);
        m.store(Width.W64, Mem.at(Reg.ARG1, offset), Reg.RET);
        m.bind(slow.stored());
        finish(e, owner);
        m.bind(slow.resume());
    }

    private static void guardInlineValues(MacroAssembler m, Label fail) {
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, ManagedObject.MANAGED_DICT), 0, fail);
        m.branch(Cond.EQ, Width.W8, Mem.at(Reg.ARG1, ManagedObject.INLINE_VALUES_VALID), 0, fail);
    }

    /**
     * If the slot was empty ({@code ARG0} is NULL) its number goes to the insertion-order bytes
     * behind the values, which keep the order of {@code __dict__}.
     */
    private static void recordFirstStore(MacroAssembler m, int index) {
        Label occupied = m.newLabel();
        int values = ManagedObject.INLINE_VALUES_OFFSET;
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, occupied);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG1, values + DictValues.CAPACITY));
        m.address(Reg.RET, Mem.at(Reg.ARG1, Reg.RET, 8, values + DictValues.VALUES));
        m.load(Width.W8, Reg.TMP0, Mem.at(Reg.ARG1, values + DictValues.SIZE));
        m.storeImm(Width.W8, Mem.at(Reg.RET, Reg.TMP0, 1, 0), index);
        m.addMem(Width.W8, Mem.at(Reg.ARG1, values + DictValues.SIZE), 1);
        m.bind(occupied);
    }
}
