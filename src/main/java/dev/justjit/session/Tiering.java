package dev.justjit.session;

import dev.justjit.attach.Jit;
import dev.justjit.host.StockHost;
import dev.justjit.tiering.Policy;

/**
 * Which functions are compiled, and at which call. Functions that Python code marks with {@code
 * justjit.jit} are compiled in every mode.
 *
 * @param threshold call at which any function is compiled; 0: only marked ones
 * @param existing whether functions that exist already when the compiler attaches are counted too
 * @param verifies whether calls that only compute run in the interpreter, too, and are compared
 */
public record Tiering(int threshold, boolean existing, boolean verifies) {
    /** Only marked functions. */
    public static Tiering decorated() {
        return new Tiering(0, false, false);
    }

    /**
     * Marked functions and hot ones.
     *
     * @param threshold call at which a function is hot, or 0 for the default
     */
    public static Tiering hot(int threshold) {
        return new Tiering(threshold > 0 ? threshold : Policy.HOT_CALLS, false, false);
    }

    /** Every function at its first call, also those of Python's own start. */
    public static Tiering eager() {
        return new Tiering(1, true, false);
    }

    /** Like {@link #hot}, and what was compiled is verified. */
    public static Tiering verify(int threshold) {
        return new Tiering(hot(threshold).threshold, false, true);
    }

    /** Whether the body of a module, which runs once, is compiled. */
    public boolean compilesMain() {
        return existing;
    }

    /** Puts the choice in force. Needs the GIL. */
    void apply(Jit jit) {
        if (verifies) {
            StockHost.tell("justjit._verify", "begin");
        }
        if (existing) {
            ExistingFunctions.adopt(jit);
        }
        if (threshold > 0) {
            jit.enable(threshold);
        }
    }
}
