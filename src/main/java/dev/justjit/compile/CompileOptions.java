package dev.justjit.compile;

import java.util.BitSet;

/**
 * What one compilation may assume.
 *
 * @param listing whether to keep a text listing
 * @param unstableSites units of instructions whose speculation failed too often: no type is
 *     predicted there
 */
public record CompileOptions(boolean listing, BitSet unstableSites) {
    public static CompileOptions plain() {
        return new CompileOptions(false, new BitSet());
    }

    public static CompileOptions withListing() {
        return new CompileOptions(true, new BitSet());
    }

    /** Whether types may be predicted at the unit. */
    public boolean maySpeculate(int unit) {
        return !unstableSites.get(unit);
    }
}
