package dev.justjit.masm;

import dev.justjit.abi.ComparisonOperator;

/** Outcome of a double comparison; with a NaN operand all but {@code NE} are false. */
public enum DoubleCond {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE;

    /** The condition of a comparison of floats. */
    public static DoubleCond of(ComparisonOperator operator) {
        return switch (operator) {
            case LESS -> LT;
            case LESS_EQUAL -> LE;
            case EQUAL -> EQ;
            case NOT_EQUAL -> NE;
            case GREATER -> GT;
            case GREATER_EQUAL -> GE;
        };
    }
}
