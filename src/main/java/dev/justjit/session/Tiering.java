package dev.justjit.session;

import dev.justjit.attach.Jit;

/**
 * Which functions are compiled, and at which call. Functions that Python code marks with {@code
 * justjit.jit} are compiled in every mode.
 *
 * @param threshold call at which any function is compiled; 0: only marked ones
 * @param existing whether functions that exist already when the compiler attaches are counted too
 */
public record Tiering(int threshold, boolean existing) {
    /** Calls after which a function is worth compiling, and knows its types. */
    private static final int HOT = 40;

    /** Only marked functions. */
    public static Tiering decorated() {
        return new Tiering(0, false);
    }

    /**
     * Marked functions and hot ones.
     *
     * @param threshold call at which a function is hot, or 0 for the default
     */
    public static Tiering hot(int threshold) {
        return new Tiering(threshold > 0 ? threshold : HOT, false);
    }

    /** Every function at its first call, also those of Python's own start. */
    public static Tiering eager() {
        return new Tiering(1, true);
    }

    /** Whether the body of a module, which runs once, is compiled. */
    public boolean compilesMain() {
        return threshold > 0;
    }

    /** Puts the choice in force. Needs the GIL. */
    void apply(Jit jit) {
        if (existing) {
            ExistingFunctions.adopt(jit);
        }
        if (threshold > 0) {
            jit.enable(threshold);
        }
    }
}
