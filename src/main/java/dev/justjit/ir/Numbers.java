package dev.justjit.ir;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** The meaning of arithmetic on unboxed numbers. */
final class Numbers {
    private static final Map<Op, LongBinaryOperator> INTS = new EnumMap<>(Op.class);
    private static final Map<Op, DoubleBinaryOperator> FLOATS = new EnumMap<>(Op.class);

    static {
        INTS.put(Op.INT_ADD, Math::addExact);
        INTS.put(Op.INT_SUBTRACT, Math::subtractExact);
        INTS.put(Op.INT_MULTIPLY, Math::multiplyExact);
        INTS.put(Op.INT_FLOOR_DIVIDE, Numbers::floorDivide);
        INTS.put(Op.INT_REMAINDER, Math::floorMod);
        INTS.put(Op.INT_AND, (a, b) -> a & b);
        INTS.put(Op.INT_OR, (a, b) -> a | b);
        INTS.put(Op.INT_XOR, (a, b) -> a ^ b);
        INTS.put(Op.INT_LSHIFT, Numbers::shiftLeft);
        INTS.put(Op.INT_RSHIFT, Numbers::shiftRight);
        INTS.put(Op.INT_NEGATE, (a, unused) -> Math.negateExact(a));
        INTS.put(Op.INT_INVERT, (a, unused) -> ~a);
        FLOATS.put(Op.FLOAT_ADD, (a, b) -> a + b);
        FLOATS.put(Op.FLOAT_SUBTRACT, (a, b) -> a - b);
        FLOATS.put(Op.FLOAT_MULTIPLY, (a, b) -> a * b);
        FLOATS.put(Op.FLOAT_DIVIDE, (a, b) -> a / divisor(b));
        FLOATS.put(Op.FLOAT_FLOOR_DIVIDE, Numbers::floorDivide);
        FLOATS.put(Op.FLOAT_REMAINDER, Numbers::remainder);
        FLOATS.put(Op.FLOAT_NEGATE, (a, unused) -> -a);
        FLOATS.put(Op.FLOAT_ABSOLUTE, (a, unused) -> Math.abs(a));
    }

    /** Below this all ints are doubles. */
    private static final long EXACT = 1L << 53;

    private Numbers() {}

    /**
     * The result of an operation on ints; {@code b} counts only where there are two.
     *
     * @throws ArithmeticException where the operation leaves
     */
    static long ofInts(Op op, long a, long b) {
        LongBinaryOperator operator = INTS.get(op);
        if (operator == null) {
            throw new IllegalArgumentException(op + " is not of ints");
        }
        return operator.applyAsLong(a, b);
    }

    /**
     * The same for floats.
     *
     * @throws ArithmeticException where the operation leaves
     */
    static double ofFloats(Op op, double a, double b) {
        DoubleBinaryOperator operator = FLOATS.get(op);
        if (operator == null) {
            throw new IllegalArgumentException(op + " is not of floats");
        }
        return operator.applyAsDouble(a, b);
    }

    /**
     * The quotient as a float.
     *
     * @throws ArithmeticException if the divisor is 0 or one of the two is no double
     */
    static double trueDivide(long a, long b) {
        if (b == 0 || a > EXACT || a < -EXACT || b > EXACT || b < -EXACT) {
            throw new ArithmeticException("no quotient of doubles");
        }
        return (double) a / b;
    }

    static boolean areInts(Op op) {
        return INTS.containsKey(op);
    }

    static boolean areFloats(Op op) {
        return FLOATS.containsKey(op);
    }

    private static long floorDivide(long a, long b) {
        if (a == Long.MIN_VALUE && b == -1) {
            throw new ArithmeticException("overflow");
        }
        return Math.floorDiv(a, b);
    }

    private static long shiftLeft(long a, long b) {
        if (b < 0) {
            throw new ArithmeticException("negative distance");
        }
        long shifted = b < Long.SIZE ? a << b : 0;
        if (a != 0 && (b >= Long.SIZE - 1 || shifted >> b != a)) {
            throw new ArithmeticException("overflow");
        }
        return shifted;
    }

    private static long shiftRight(long a, long b) {
        if (b < 0) {
            throw new ArithmeticException("negative distance");
        }
        return a >> Math.min(b, Long.SIZE - 1);
    }

    private static double divisor(double b) {
        if (b == 0) {
            throw new ArithmeticException("division by zero");
        }
        return b;
    }

    private static double floorDivide(double a, double b) {
        double remainder = a % divisor(b);
        double quotient = (a - remainder) / b;
        if (remainder != 0 && b < 0 != remainder < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 1.0 / 2 ? floor + 1 : floor;
    }

    private static double remainder(double a, double b) {
        double remainder = a % divisor(b);
        if (remainder == 0) {
            return Math.copySign(0.0, b);
        }
        return b < 0 != remainder < 0 ? remainder + b : remainder;
    }
}
