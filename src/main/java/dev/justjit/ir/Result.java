package dev.justjit.ir;

/** What comes out of an operation, and who owns it. */
public enum Result {
    NONE,
    /** The first input, of which more is known. */
    SAME,
    /** An object that stays alive by itself, or that the graph did not make: nobody counts it. */
    CONSTANT,
    /** A new reference. */
    OWNED,
    /** A new reference, or an exception. */
    OWNED_OR_RAISED,
    /** An object, or NULL, that the first input keeps alive as long as nothing is written there. */
    BORROWED,
    INT64,
    DOUBLE,
    BOOL
}
