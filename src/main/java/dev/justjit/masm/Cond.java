package dev.justjit.masm;

import dev.justjit.abi.ComparisonOperator;

/** Outcome of an integer comparison {@code left ? right}. */
public enum Cond {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    BELOW,
    BELOW_EQ,
    ABOVE,
    ABOVE_EQ;

    /** The condition of a comparison of signed ints. */
    public static Cond of(ComparisonOperator operator) {
        return switch (operator) {
            case LESS -> LT;
            case LESS_EQUAL -> LE;
            case EQUAL -> EQ;
            case NOT_EQUAL -> NE;
            case GREATER -> GT;
            case GREATER_EQUAL -> GE;
        };
    }

    /** The condition that holds of the operands in the other order. */
    public Cond swapped() {
        return switch (this) {
            case EQ, NE -> this;
            case LT -> GT;
            case LE -> GE;
            case GT -> LT;
            case GE -> LE;
            case BELOW -> ABOVE;
            case BELOW_EQ -> ABOVE_EQ;
            case ABOVE -> BELOW;
            case ABOVE_EQ -> BELOW_EQ;
        };
    }

    /** The condition that holds exactly when this one does not. */
    public Cond inverse() {
        return switch (this) {
            case EQ -> NE;
            case NE -> EQ;
            case LT -> GE;
            case LE -> GT;
            case GT -> LE;
            case GE -> LT;
            case BELOW -> ABOVE_EQ;
            case BELOW_EQ -> ABOVE;
            case ABOVE -> BELOW_EQ;
            case ABOVE_EQ -> BELOW;
        };
    }
}
