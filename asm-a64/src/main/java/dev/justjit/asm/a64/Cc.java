package dev.justjit.asm.a64;

/** A condition of the flags, in the order of its hardware number. */
public enum Cc {
    /** Equal; also zero. */
    EQ,
    /** Not equal; also not zero. */
    NE,
    /** Carry set; also higher or same, unsigned. */
    CS,
    /** Carry clear; also lower, unsigned. */
    CC,
    /** Minus; after {@code fcmp}: less. */
    MI,
    /** Plus or zero. */
    PL,
    /** Overflow; after {@code fcmp}: unordered. */
    VS,
    /** No overflow; after {@code fcmp}: ordered. */
    VC,
    /** Higher, unsigned. */
    HI,
    /** Lower or same, unsigned; after {@code fcmp}: less or equal. */
    LS,
    /** Greater or equal, signed. */
    GE,
    /** Less, signed; after {@code fcmp}: less or unordered. */
    LT,
    /** Greater, signed. */
    GT,
    /** Less or equal, signed; after {@code fcmp}: less, equal or unordered. */
    LE,
    /** Always. */
    AL;

    private static final Cc[] ALL = values();

    /**
     * The condition that holds exactly when this one does not.
     *
     * @return the opposite condition
     * @throws IllegalArgumentException for {@link #AL}, which has none
     */
    public Cc inverse() {
        if (this == AL) {
            throw new IllegalArgumentException("condition AL has no inverse");
        }
        return ALL[ordinal() ^ 1];
    }
}
