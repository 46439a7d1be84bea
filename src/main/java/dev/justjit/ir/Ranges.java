package dev.justjit.ir;

/** Ranges of ints: what comes out of an operation for what goes in. */
final class Ranges {
    private static final int SHIFT_LIMIT = Long.SIZE - 1;

    /** More elements than any list has: the memory would not suffice. */
    private static final long LONGEST = Long.MAX_VALUE >> 3;

    private Ranges() {}

    static Type length() {
        return Type.int64(0, LONGEST);
    }

    /** The range of an operation on one or two ints, if it does not leave. */
    static Type of(Op op, Type a, Type b) {
        return switch (op) {
            case INT_ADD -> Type.int64(sum(a.low(), b.low()), sum(a.high(), b.high()));
            case INT_SUBTRACT, INT_MULTIPLY -> corners(op, a, b);
            case INT_NEGATE -> corners(op, a, a);
            case INT_INVERT -> Type.int64(~a.high(), ~a.low());
            case INT_FLOOR_DIVIDE -> b.low() > 0 ? corners(op, a, b) : Type.INT64;
            case INT_REMAINDER -> b.low() > 0 ? Type.int64(0, b.high() - 1) : Type.INT64;
            case INT_AND -> and(a, b);
            case INT_OR, INT_XOR -> bits(a, b);
            case INT_RSHIFT -> shiftedRight(a, b);
            default -> Type.INT64;
        };
    }

    /** The sum, or the number of 64 bits that is next to it: there is no result beyond. */
    private static long sum(long a, long b) {
        long sum = a + b;
        boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
        return overflows ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    /** Of an operation that is monotonic in each of its inputs: everything when it may overflow. */
    private static Type corners(Op op, Type a, Type b) {
        try {
            long one = Numbers.ofInts(op, a.low(), b.low());
            long two = Numbers.ofInts(op, a.low(), b.high());
            long three = Numbers.ofInts(op, a.high(), b.low());
            long four = Numbers.ofInts(op, a.high(), b.high());
            return Type.int64(
                    Math.min(Math.min(one, two), Math.min(three, four)),
                    Math.max(Math.max(one, two), Math.max(three, four)));
        } catch (ArithmeticException overflow) {
            return Type.INT64;
        }
    }

    private static Type and(Type a, Type b) {
        if (a.low() < 0 && b.low() < 0) {
            return Type.INT64;
        }
        long high = a.low() < 0 ? b.high() : b.low() < 0 ? a.high() : Math.min(a.high(), b.high());
        return Type.int64(0, high);
    }

    private static Type bits(Type a, Type b) {
        if (a.low() < 0 || b.low() < 0) {
            return Type.INT64;
        }
        long highest = Long.highestOneBit(a.high() | b.high());
        return Type.int64(0, highest == 0 ? 0 : highest - 1 | highest);
    }

    private static Type shiftedRight(Type a, Type b) {
        int most = (int) Math.max(0, Math.min(b.high(), SHIFT_LIMIT));
        int least = (int) Math.max(0, Math.min(b.low(), SHIFT_LIMIT));
        long low = a.low() < 0 ? a.low() >> least : a.low() >> most;
        long high = a.high() < 0 ? a.high() >> most : a.high() >> least;
        return Type.int64(low, high);
    }

    /** Whether the operation has a result for all such inputs. */
    static boolean isTotal(Op op, Type a, Type b) {
        return switch (op) {
            case INT_ADD, INT_SUBTRACT, INT_MULTIPLY, INT_NEGATE -> hasCorners(op, a, b);
            case INT_FLOOR_DIVIDE, INT_REMAINDER -> !contains(b, 0) && !contains(b, -1);
            case INT_RSHIFT -> b.low() >= 0;
            case INT_LSHIFT -> b.low() >= 0 && b.high() < SHIFT_LIMIT && hasCorners(op, a, b);
            default -> false;
        };
    }

    private static boolean hasCorners(Op op, Type a, Type b) {
        try {
            Numbers.ofInts(op, a.low(), b.low());
            Numbers.ofInts(op, a.low(), b.high());
            Numbers.ofInts(op, a.high(), b.low());
            Numbers.ofInts(op, a.high(), b.high());
            return true;
        } catch (ArithmeticException overflow) {
            return false;
        }
    }

    static boolean contains(Type type, long value) {
        return type.low() <= value && value <= type.high();
    }

    /** Whether the comparison is true or false for all such ints, or null. */
    static @org.jspecify.annotations.Nullable Boolean compare(
            dev.justjit.abi.ComparisonOperator operator, Type a, Type b) {
        return switch (operator) {
            case LESS ->
                    a.high() < b.low() ? Boolean.TRUE : a.low() >= b.high() ? Boolean.FALSE : null;
            case LESS_EQUAL ->
                    a.high() <= b.low() ? Boolean.TRUE : a.low() > b.high() ? Boolean.FALSE : null;
            case GREATER, GREATER_EQUAL -> compare(operator.swapped(), b, a);
            case EQUAL -> equal(a, b);
            case NOT_EQUAL -> {
                Boolean equal = equal(a, b);
                yield equal == null ? null : Boolean.valueOf(!equal);
            }
        };
    }

    private static @org.jspecify.annotations.Nullable Boolean equal(Type a, Type b) {
        if (a.high() < b.low() || b.high() < a.low()) {
            return Boolean.FALSE;
        }
        boolean same = a.low() == a.high() && b.low() == b.high() && a.low() == b.low();
        return same ? Boolean.TRUE : null;
    }
}
