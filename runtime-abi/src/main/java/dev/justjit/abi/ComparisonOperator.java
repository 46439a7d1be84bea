package dev.justjit.abi;

/** The operators of COMPARE_OP, in the order of the codes that {@code PyObject_RichCompare} takes. */
public enum ComparisonOperator {
    LESS("<", 2),
    LESS_EQUAL("<=", 10),
    EQUAL("==", 8),
    NOT_EQUAL("!=", 7),
    GREATER(">", 4),
    GREATER_EQUAL(">=", 12);

    /** The bit of {@link #acceptanceMask} for operands that have no order, such as NaN. */
    public static final int UNORDERED = 1;

    /** The bit of {@link #acceptanceMask} for a left operand that is less. */
    public static final int IS_LESS = 2;

    /** The bit of {@link #acceptanceMask} for a left operand that is greater. */
    public static final int IS_GREATER = 4;

    /** The bit of {@link #acceptanceMask} for equal operands. */
    public static final int IS_EQUAL = 8;

    private static final int CODE_SHIFT = 5;
    private static final int TO_BOOL = 16;
    private static final ComparisonOperator[] BY_CODE = values();

    private final String symbol;
    private final int acceptanceMask;

    ComparisonOperator(String symbol, int acceptanceMask) {
        this.symbol = symbol;
        this.acceptanceMask = acceptanceMask;
    }

    /**
     * The operator of a COMPARE_OP instruction.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ComparisonOperator of(int oparg) {
        int code = oparg >>> CODE_SHIFT;
        if (code >= BY_CODE.length) {
            throw new IllegalArgumentException("no comparison operator " + oparg);
        }
        return BY_CODE[code];
    }

    /** Whether a COMPARE_OP instruction turns the result into a bool. */
    public static boolean wantsBool(int oparg) {
        return (oparg & TO_BOOL) != 0;
    }

    /** What {@code PyObject_RichCompare} takes: {@code Py_LT} to {@code Py_GE}. */
    public int code() {
        return ordinal();
    }

    /** The operator as written in Python. */
    public String symbol() {
        return symbol;
    }

    /** For which orders of the operands the comparison holds: the low four bits of the argument. */
    public int acceptanceMask() {
        return acceptanceMask;
    }

    /** The operator that gives the same answer with the operands exchanged. */
    public ComparisonOperator swapped() {
        return switch (this) {
            case LESS -> GREATER;
            case LESS_EQUAL -> GREATER_EQUAL;
            case GREATER -> LESS;
            case GREATER_EQUAL -> LESS_EQUAL;
            case EQUAL, NOT_EQUAL -> this;
        };
    }
}
