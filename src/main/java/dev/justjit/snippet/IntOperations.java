package dev.justjit.snippet;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Operators on two numbers in {@code ARG0} and {@code ARG1}, with Python's rules. */
public final class IntOperations {
    /** Left shifts by more than this are left to CPython. */
    public static final int MAX_SHIFT = 62;

    /** Ints up to this magnitude convert to double without rounding. */
    private static final long EXACT_DOUBLE = 1L << 53;

    private IntOperations() {}

    /**
     * {@code value} = the number of the exact int in it, or a jump if that has more than two digits. {@code RET}
     * and {@code TMP0} are lost.
     */
    public static void unbox(MacroAssembler m, Reg value, Label tooLarge) {
        Label sign = m.newLabel();
        Label done = m.newLabel();
        m.load(Width.W64, Reg.TMP0, Mem.at(value, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, 3 << PyLong.TAG_SHIFT, tooLarge);
        m.load(Width.W32, Reg.RET, Mem.at(value, PyLong.DIGIT));
        m.branch(Cond.BELOW, Width.W64, Reg.TMP0, PyLong.COMPACT_TAG_LIMIT, sign);
        m.load(Width.W32, value, Mem.at(value, PyLong.DIGIT + 4));
        m.shiftLeft(value, value, PyLong.DIGIT_BITS);
        m.or(Reg.RET, Reg.RET, value);
        m.bind(sign);
        m.move(value, Reg.RET);
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 2, done);
        m.neg(value, value);
        m.bind(done);
    }

    /**
     * {@code dst} = the number of the exact int {@code object} if it has one digit, else a jump with its tag in {@code
     * TMP0}, which is lost.
     *
     * @param dst may be {@code object}, and no {@code TMP0}
     */
    public static void unboxDigit(MacroAssembler m, Reg dst, Reg object, Label larger) {
        Label done = m.newNearLabel();
        m.load(Width.W64, Reg.TMP0, Mem.at(object, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, PyLong.COMPACT_TAG_LIMIT, larger);
        m.load(Width.W32, dst, Mem.at(object, PyLong.DIGIT));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 2, done);
        m.neg(dst, dst);
        m.bind(done);
    }

    /** The same of an int with two digits or more, where that jumped to; a jump if it has more than two. */
    public static void unboxDigits(
            MacroAssembler m, Reg dst, Reg object, Reg scratch, Label tooLarge) {
        Label done = m.newNearLabel();
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, 3 << PyLong.TAG_SHIFT, tooLarge);
        m.load(Width.W32, scratch, Mem.at(object, PyLong.DIGIT));
        m.load(Width.W32, dst, Mem.at(object, PyLong.DIGIT + 4));
        m.shiftLeft(dst, dst, PyLong.DIGIT_BITS);
        m.or(dst, dst, scratch);
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 2, done);
        m.neg(dst, dst);
        m.bind(done);
    }

    /**
     * {@code RET = ARG0 op ARG1}, or a jump where that is no number of 64 bits, or the operator raises. {@code
     * ARG2} is lost. Not for true division.
     */
    public static void compute(MacroAssembler m, BinaryOperator operator, Label slow) {
        switch (operator) {
            case ADD -> m.addOverflow(Reg.RET, Reg.ARG0, Reg.ARG1, slow);
            case SUBTRACT -> m.subOverflow(Reg.RET, Reg.ARG0, Reg.ARG1, slow);
            case MULTIPLY -> m.mulOverflow(Reg.RET, Reg.ARG0, Reg.ARG1, slow);
            case AND -> m.and(Reg.RET, Reg.ARG0, Reg.ARG1);
            case OR -> m.or(Reg.RET, Reg.ARG0, Reg.ARG1);
            case XOR -> m.xor(Reg.RET, Reg.ARG0, Reg.ARG1);
            case LSHIFT -> shiftLeft(m, slow);
            case RSHIFT -> {
                m.branch(Cond.ABOVE, Width.W64, Reg.ARG1, MAX_SHIFT, slow);
                m.shiftRightSigned(Reg.RET, Reg.ARG0, Reg.ARG1);
            }
            case FLOOR_DIVIDE -> floorDivide(m, slow);
            case REMAINDER -> remainder(m, slow);
            default -> throw new IllegalStateException(operator.name());
        }
    }

    private static void shiftLeft(MacroAssembler m, Label slow) {
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG1, MAX_SHIFT, slow);
        m.shiftLeft(Reg.RET, Reg.ARG0, Reg.ARG1);
        m.shiftRightSigned(Reg.ARG2, Reg.RET, Reg.ARG1);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, Reg.ARG0, slow);
    }

    private static void floorDivide(MacroAssembler m, Label slow) {
        Label exact = m.newLabel();
        divide(m, slow);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, exact);
        m.xor(Reg.ARG2, Reg.ARG2, Reg.ARG1);
        m.branch(Cond.GE, Width.W64, Reg.ARG2, 0, exact);
        m.add(Reg.RET, Reg.RET, -1);
        m.bind(exact);
    }

    private static void remainder(MacroAssembler m, Label slow) {
        Label exact = m.newLabel();
        divide(m, slow);
        m.move(Reg.RET, Reg.ARG2);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, exact);
        m.xor(Reg.ARG2, Reg.ARG2, Reg.ARG1);
        m.branch(Cond.GE, Width.W64, Reg.ARG2, 0, exact);
        m.add(Reg.RET, Reg.RET, Reg.ARG1); // the sign follows the divisor
        m.bind(exact);
    }

    /** {@code RET}, {@code ARG2} = truncated quotient and remainder. */
    private static void divide(MacroAssembler m, Label slow) {
        m.add(Reg.RET, Reg.ARG1, 1);
        m.branch(Cond.BELOW_EQ, Width.W64, Reg.RET, 1, slow); // divisor -1 or 0
        m.divide(Reg.RET, Reg.ARG2, Reg.ARG0, Reg.ARG1);
    }

    /**
     * {@code F0} = the quotient. That of two exact doubles is correctly rounded, which is what CPython
     * computes; a jump for other numbers. {@code F1} and {@code ARG2} to {@code ARG4} are lost.
     */
    public static void trueDivide(MacroAssembler m, Label slow) {
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, slow);
        m.moveImm(Reg.ARG2, EXACT_DOUBLE);
        m.moveImm(Reg.ARG4, 2 * EXACT_DOUBLE);
        m.add(Reg.ARG3, Reg.ARG0, Reg.ARG2);
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG3, Reg.ARG4, slow);
        m.add(Reg.ARG3, Reg.ARG1, Reg.ARG2);
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG3, Reg.ARG4, slow);
        m.toDouble(FReg.F0, Reg.ARG0);
        m.toDouble(FReg.F1, Reg.ARG1);
        m.div(FReg.F0, FReg.F0, FReg.F1);
    }
}
