package dev.justjit.masm;

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
