package dev.justjit.template;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.bytecode.Insn;
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
        if (e.maySpeculate() && (values && index(e, insn) < MAX_INLINE_VALUES || slot)) {
            storeInline(e, insn, values);
        } else {
            e.prepareCall();
            callSetAttr(e, insn);
        }
    }

    private static int index(Emission e, Insn insn) {
        return e.image().cache16(insn, InlineCache.STORE_ATTR_INDEX);
    }

    private static void callSetAttr(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.call(Stub.SET_ATTR.symbol());
        e.pop();
        e.pop();
        e.checkNotNegative();
    }

    /** The value may already be in place: then the old one is swapped out and released last. */
    private static void storeInline(Emission e, Insn insn, boolean values) {
        MacroAssembler m = e.masm();
        e.flushBelow(2);
        int depth = e.stack().depth();
        if (e.stack().peek(1).isUnboxed()) {
            e.materialize(depth - 2);
        }
        if (e.stack().peek(0).isUnboxed()) {
            e.materialize(depth - 1);
        }
        Value value = e.stack().peek(1);
        Value owner = e.stack().peek(0);
        var slow =
                new SlowCall(e, 2) {
                    @Override
                    protected void call(Emission e) {
                        callSetAttr(e, e.insn());
                    }
                };
        e.loadObject(Reg.ARG1, owner);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.branch(
                Cond.NE,
                Width.W32,
                Mem.at(Reg.RET, PyType.VERSION_TAG),
                e.image().cache32(insn, InlineCache.STORE_ATTR_TYPE_VERSION),
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
        e.pop();
        e.pop();
        e.releaseNullable();
        e.releaseValue(owner);
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
