package dev.justjit.abi;

/** How far the effects of a {@link Helper} reach. */
enum Reach {
    /** Runs no Python code. */
    QUIET,

    /** May run any Python code. */
    PYTHON
}
