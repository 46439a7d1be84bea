package dev.justjit.attach.compilation;

/** How urgent a compilation is: what the program is losing time in right now goes first. */
final class Heat {
    /** Code that has machine code already, and is to get better one. */
    static final int OPTIMIZED = 0;

    /** A function that was called often. */
    static final int CALLED = 1;

    /** Code whose predictions failed. */
    static final int RECOMPILED = 2;

    /** Code that was seen running, or that calls what is hot. */
    static final int SEEN = 3;

    /** A loop over numbers, which gains the most. */
    static final int NUMERIC = 4;

    private Heat() {}
}
