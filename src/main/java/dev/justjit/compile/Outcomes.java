package dev.justjit.compile;

import dev.justjit.abi.ComparisonOperator;

/** What comparing two numbers, or strings, can have for an outcome: bits, as {@link Stub#COMPARE_TYPED} takes them. */
public final class Outcomes {
    /** The left operand is less. */
    public static final int IS_LESS = 1;

    /** They are equal. */
    public static final int IS_EQUAL = 2;

    /** The left operand is greater. */
    public static final int IS_GREATER = 4;

    /** One of them is a NaN. */
    public static final int IS_UNORDERED = 8;

    /** Any of them. */
    public static final int ALL = IS_LESS | IS_EQUAL | IS_GREATER | IS_UNORDERED;

    /** How many there are. */
    public static final int BITS = 4;

    private Outcomes() {}

    /** Those for which the comparison is true. */
    public static int of(ComparisonOperator operator) {
        return switch (operator) {
            case LESS -> IS_LESS;
            case LESS_EQUAL -> IS_LESS | IS_EQUAL;
            case EQUAL -> IS_EQUAL;
            case NOT_EQUAL -> IS_LESS | IS_GREATER | IS_UNORDERED;
            case GREATER -> IS_GREATER;
            case GREATER_EQUAL -> IS_GREATER | IS_EQUAL;
        };
    }
}
