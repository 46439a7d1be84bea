package dev.justjit.abi;

/**
 * The operators of BINARY_OP, in the order of its argument. {@link Global#BINARY_OPS} has the
 * functions.
 */
public enum BinaryOperator {
    ADD("+", false),
    AND("&", false),
    FLOOR_DIVIDE("//", false),
    LSHIFT("<<", false),
    MATRIX_MULTIPLY("@", false),
    MULTIPLY("*", false),
    REMAINDER("%", false),
    OR("|", false),
    POWER("**", false),
    RSHIFT(">>", false),
    SUBTRACT("-", false),
    TRUE_DIVIDE("/", false),
    XOR("^", false),
    INPLACE_ADD("+=", true),
    INPLACE_AND("&=", true),
    INPLACE_FLOOR_DIVIDE("//=", true),
    INPLACE_LSHIFT("<<=", true),
    INPLACE_MATRIX_MULTIPLY("@=", true),
    INPLACE_MULTIPLY("*=", true),
    INPLACE_REMAINDER("%=", true),
    INPLACE_OR("|=", true),
    INPLACE_POWER("**=", true),
    INPLACE_RSHIFT(">>=", true),
    INPLACE_SUBTRACT("-=", true),
    INPLACE_TRUE_DIVIDE("/=", true),
    INPLACE_XOR("^=", true);

    private static final BinaryOperator[] BY_OPARG = values();

    private final String symbol;
    private final boolean inPlace;

    BinaryOperator(String symbol, boolean inPlace) {
        this.symbol = symbol;
        this.inPlace = inPlace;
    }

    /**
     * The operator of a BINARY_OP instruction.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static BinaryOperator of(int oparg) {
        if (oparg < 0 || oparg >= BY_OPARG.length) {
            throw new IllegalArgumentException("no binary operator " + oparg);
        }
        return BY_OPARG[oparg];
    }

    /** The argument of BINARY_OP. */
    public int oparg() {
        return ordinal();
    }

    /** The operator as written in Python: {@code +} or {@code +=}. */
    public String symbol() {
        return symbol;
    }

    /** Whether this is an augmented assignment. */
    public boolean isInPlace() {
        return inPlace;
    }

    /** The operator without the assignment: ADD for INPLACE_ADD and for ADD. */
    public BinaryOperator plain() {
        return inPlace ? BY_OPARG[ordinal() - XOR.ordinal() - 1] : this;
    }
}
