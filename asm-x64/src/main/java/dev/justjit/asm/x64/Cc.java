package dev.justjit.asm.x64;

/** A condition of the flags register, in the order of its hardware number. */
public enum Cc {
    /** Overflow. */
    O,
    /** No overflow. */
    NO,
    /** Below, unsigned; also carry. */
    B,
    /** Above or equal, unsigned; also no carry. */
    AE,
    /** Equal; also zero. */
    E,
    /** Not equal; also not zero. */
    NE,
    /** Below or equal, unsigned. */
    BE,
    /** Above, unsigned. */
    A,
    /** Sign, that is negative. */
    S,
    /** No sign. */
    NS,
    /** Parity even; after {@code ucomisd}: unordered. */
    P,
    /** Parity odd; after {@code ucomisd}: ordered. */
    NP,
    /** Less, signed. */
    L,
    /** Greater or equal, signed. */
    GE,
    /** Less or equal, signed. */
    LE,
    /** Greater, signed. */
    G;

    private static final Cc[] ALL = values();

    /**
     * The condition that holds exactly when this one does not.
     *
     * @return the opposite condition
     */
    public Cc inverse() {
        return ALL[ordinal() ^ 1];
    }
}
