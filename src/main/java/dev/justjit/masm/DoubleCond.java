package dev.justjit.masm;

/** Outcome of a double comparison; with a NaN operand all but {@code NE} are false. */
public enum DoubleCond {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
}
