package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.Objects;

/** {@code bit_length} and {@code bit_count} of ints. The type {@code int} cannot change. */
final class Bits {
    private static final String LENGTH = "bit_length";
    private static final String COUNT = "bit_count";

    /** Every other bit, two bits of each four, four of each eight. */
    private static final long PAIRS = 0x5555555555555555L;

    private static final long FOURS = 0x3333333333333333L;
    private static final long BYTES = 0x0f0f0f0f0f0f0f0fL;
    private static final int COUNT_MASK = 0x7f;

    private Bits() {}

    /** {@code LOAD_ATTR} and the {@code CALL} that follows: i -> n. Answers the next unit. */
    static int call(BlockBuilder w, String name) {
        Insn call = w.following();
        boolean known = name.equals(LENGTH) || name.equals(COUNT);
        if (!known || call.opcode() != Opcode.CALL || call.oparg() != 0) {
            throw new NotNumeric("an attribute of an int");
        }
        VReg value = w.intReg(w.pop());
        Op magnitude = new Op(Op.Kind.ABS, w.general(), value, null, 0);
        w.emit(magnitude.leaving(w.exit("the result does not fit 64 bits")));
        VReg x = dst(magnitude);
        if (name.equals(LENGTH)) {
            for (int shift = 1; shift <= 32; shift *= 2) {
                x = operation(w, Op.Kind.OR, x, shifted(w, x, shift));
            }
        }
        w.push(Val.reg(Shape.INT, count(w, x)));
        return call.next();
    }

    /** Adds up neighbours: Warren, Hacker's Delight, chapter 5. */
    private static VReg count(BlockBuilder w, VReg value) {
        VReg x = operation(w, Op.Kind.SUB_WRAP, value, masked(w, shifted(w, value, 1), PAIRS));
        VReg high = masked(w, shifted(w, x, 2), FOURS);
        x = operation(w, Op.Kind.ADD_WRAP, masked(w, x, FOURS), high);
        x = masked(w, operation(w, Op.Kind.ADD_WRAP, x, shifted(w, x, 4)), BYTES);
        for (int shift = 8; shift <= 32; shift *= 2) {
            x = operation(w, Op.Kind.ADD_WRAP, x, shifted(w, x, shift));
        }
        return dst(w.emit(new Op(Op.Kind.AND, w.general(), x, null, COUNT_MASK)));
    }

    private static VReg shifted(BlockBuilder w, VReg x, int count) {
        return dst(w.emit(new Op(Op.Kind.SHR, w.general(), x, null, count)));
    }

    private static VReg masked(BlockBuilder w, VReg x, long mask) {
        return operation(w, Op.Kind.AND, x, w.region.regs.constantInt(mask));
    }

    private static VReg operation(BlockBuilder w, Op.Kind kind, VReg left, VReg right) {
        return dst(w.emit(new Op(kind, w.general(), left, right, 0)));
    }

    private static VReg dst(Op op) {
        return Objects.requireNonNull(op.dst);
    }
}
