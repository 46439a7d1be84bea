package dev.justjit.template;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.snippet.IntOperations;

/**
 * {@code BINARY_OP} on two exact ints, unboxed: 64-bit arithmetic with overflow checks. Everything
 * else (big ints, other types, zero divisors, negative shifts) takes the slow side.
 */
final class IntArithmetic {
    /** The least int of two digits. */
    private static final int DIGIT = 1 << PyLong.DIGIT_BITS;

    private IntArithmetic() {}

    static boolean supports(BinaryOperator operator) {
        return switch (operator.plain()) {
            case ADD,
                    SUBTRACT,
                    MULTIPLY,
                    FLOOR_DIVIDE,
                    REMAINDER,
                    AND,
                    OR,
                    XOR,
                    LSHIFT,
                    RSHIFT,
                    TRUE_DIVIDE ->
                    true;
            default -> false;
        };
    }

    /**
     * Whether the result may be the left operand itself, which is no new object then: CPython's answer to
     * a right shift by 0, and to a remainder of a number of several digits.
     */
    static boolean mayKeep(Emission e, BinaryOperator operator) {
        Value right = e.stack().peek(0);
        if (!Ints.isSmallConstant(e, right) || e.stack().peek(1).isUnboxed()) {
            return false;
        }
        long value = Ints.constant(e, right);
        return switch (operator.plain()) {
            case RSHIFT -> value == 0;
            case REMAINDER -> value <= -DIGIT || value >= DIGIT;
            default -> false;
        };
    }

    /** The same for a right operand that is known when the code runs only. */
    private static boolean mayKeepSome(
            Emission e, BinaryOperator operator, Value left, Value right) {
        return (operator == BinaryOperator.REMAINDER || operator == BinaryOperator.RSHIFT)
                && !left.isUnboxed()
                && !Ints.isSmallConstant(e, right);
    }

    /** Jumps where the left operand is the result: {@code RET = ARG0 op ARG1}. */
    private static void branchIfKept(MacroAssembler m, BinaryOperator operator, Label kept) {
        Label isNew = m.newLabel();
        if (operator == BinaryOperator.RSHIFT) {
            m.branch(Cond.NE, Width.W64, Reg.ARG1, 0, isNew);
            m.branch(Cond.LE, Width.W64, Reg.ARG0, -DIGIT, kept);
        } else {
            m.branch(Cond.NE, Width.W64, Reg.RET, Reg.ARG0, isNew);
            m.branch(Cond.ABOVE_EQ, Width.W64, Reg.ARG1, DIGIT, kept);
        }
        m.bind(isNew);
    }

    static void emit(Emission e, BinaryOperator inPlaceOrNot) {
        MacroAssembler m = e.masm();
        BinaryOperator operator = inPlaceOrNot.plain();
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        boolean mayKeep = mayKeepSome(e, operator, left, right);
        SlowCall slow = mayKeep ? null : new Arithmetic.GenericBinary(e);
        // the interpreter's result is the object, that of the slow way would be unboxed
        Label fail =
                slow == null
                        ? e.deopt(e.insn().start(), "the result may be an operand itself")
                        : slow.entry();
        Ints.unbox(e, left, Reg.ARG0, fail);
        boolean immediate = takesImmediate(e, operator, right);
        if (!immediate) {
            Ints.unbox(e, right, Reg.ARG1, fail);
        }
        if (operator == BinaryOperator.TRUE_DIVIDE) {
            IntOperations.trueDivide(m, fail);
        } else if (immediate) {
            computeImmediate(e, operator, right, fail);
        } else {
            IntOperations.compute(m, operator, fail);
        }
        if (mayKeep) {
            branchIfKept(m, operator, fail);
        }
        push(e, operator, left, right);
        if (slow != null) {
            slow.resultIs(e.stack().peek(0));
            m.bind(slow.resume());
        }
    }

    private static void push(Emission e, BinaryOperator operator, Value left, Value right) {
        e.pop();
        e.pop();
        if (operator == BinaryOperator.TRUE_DIVIDE) {
            Operands.release(e, left, right, KnownType.INT, FReg.F0);
            e.pushDouble(FReg.F0);
        } else {
            Operands.release(e, left, right, KnownType.INT, Reg.RET);
            e.pushInt(Reg.RET);
        }
    }

    /** Whether the right operand is a constant that the instruction itself can hold. */
    private static boolean takesImmediate(Emission e, BinaryOperator operator, Value right) {
        if (!Ints.isImmediate(e, right)) {
            return false;
        }
        long value = Ints.constant(e, right);
        return switch (operator) {
            case ADD, SUBTRACT, AND, OR, XOR -> true;
            case LSHIFT, RSHIFT -> value >= 0 && value <= IntOperations.MAX_SHIFT;
            case FLOOR_DIVIDE, REMAINDER -> powerOfTwo(e, right) >= 0;
            default -> false;
        };
    }

    /** {@code RET = ARG0 op constant}. */
    private static void computeImmediate(
            Emission e, BinaryOperator operator, Value right, Label slow) {
        MacroAssembler m = e.masm();
        int value = (int) Ints.constant(e, right);
        switch (operator) {
            case ADD -> m.addOverflow(Reg.RET, Reg.ARG0, value, slow);
            case SUBTRACT -> m.subOverflow(Reg.RET, Reg.ARG0, value, slow);
            case AND -> m.and(Reg.RET, Reg.ARG0, value);
            case OR -> m.or(Reg.RET, Reg.ARG0, value);
            case XOR -> m.xor(Reg.RET, Reg.ARG0, value);
            case LSHIFT -> {
                m.shiftLeft(Reg.RET, Reg.ARG0, value);
                m.shiftRightSigned(Reg.ARG2, Reg.RET, value);
                m.branch(Cond.NE, Width.W64, Reg.ARG2, Reg.ARG0, slow);
            }
            case RSHIFT -> m.shiftRightSigned(Reg.RET, Reg.ARG0, value);
            // arithmetic shift and mask round towards minus infinity, as Python does
            case FLOOR_DIVIDE -> m.shiftRightSigned(Reg.RET, Reg.ARG0, powerOfTwo(e, right));
            case REMAINDER -> m.and(Reg.RET, Reg.ARG0, value - 1);
            default -> throw new IllegalStateException(operator.name());
        }
    }

    /** A divisor that is a power of two known at compile time, as a shift count; else -1. */
    private static int powerOfTwo(Emission e, Value divisor) {
        if (!Ints.isSmallConstant(e, divisor)) {
            return -1;
        }
        long value = Ints.constant(e, divisor);
        boolean power = value > 0 && Long.bitCount(value) == 1 && value < DIGIT;
        return power ? Long.numberOfTrailingZeros(value) : -1;
    }
}
