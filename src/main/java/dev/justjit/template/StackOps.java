package dev.justjit.template;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Value;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** {@code POP_TOP}, {@code COPY}, {@code SWAP}: mostly work on the virtual stack only. */
final class StackOps {
    private StackOps() {}

    /** {@code POP_TOP}, {@code END_FOR}: v -> . */
    static void popTop(Emission e) {
        Value value = e.pop();
        if (value.isOwned() && !value.type().isImmortal()) {
            if (!value.type().diesQuietly()) {
                e.ownBorrowed();
            }
            e.loadObject(Reg.ARG0, value);
            if (value.type() == KnownType.UNKNOWN) {
                e.releaseNullable();
            } else {
                e.release(value.type());
            }
        }
    }

    /** {@code COPY}: x .. -> x .. x. */
    static void copy(Emission e, Insn insn) {
        int position = e.stack().depth() - insn.oparg();
        if (e.stack().at(position).isUnboxed()) {
            e.materialize(position); // both are one object: programs can tell by `is`
        }
        Value value = e.stack().at(position);
        if (value.isOwned()) {
            MacroAssembler m = e.masm();
            e.loadObject(Reg.RET, value);
            if (!value.type().isImmortal()) {
                m.incref(Reg.RET, Reg.TMP0);
            }
            e.pushResult(value.type());
        } else {
            e.push(value);
        }
    }

    /** {@code SWAP}: x .. y -> y .. x. Owned objects change slots, virtual values just places. */
    static void swap(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int top = e.stack().depth() - 1;
        int other = top - (insn.oparg() - 1);
        Value upper = e.stack().at(top);
        Value lower = e.stack().at(other);
        if (upper.isOwned()) {
            m.load(Width.W64, Reg.RET, e.slot(top));
        }
        if (lower.isOwned()) {
            m.load(Width.W64, Reg.ARG0, e.slot(other));
        }
        place(e, other, upper, Reg.RET);
        place(e, top, lower, Reg.ARG0);
    }

    private static void place(Emission e, int position, Value value, Reg object) {
        if (value.isOwned()) {
            e.masm().store(Width.W64, e.slot(position), object);
            e.setSlot(position, value.type());
        } else {
            e.setValue(position, value);
        }
    }
}
