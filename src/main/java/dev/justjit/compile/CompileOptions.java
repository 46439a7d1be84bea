package dev.justjit.compile;

import java.util.BitSet;

/**
 * What one compilation may assume.
 *
 * @param listing whether to keep a text listing
 * @param unstableSites units of instructions whose speculation failed too often: no type is
 *     predicted there
 * @param promise what a user says of the numbers
 */
public record CompileOptions(boolean listing, BitSet unstableSites, Promise promise) {
    public static CompileOptions plain() {
        return new CompileOptions(false, new BitSet(), Promise.AUTO);
    }

    public static CompileOptions withListing() {
        return new CompileOptions(true, new BitSet(), Promise.AUTO);
    }

    /** Whether types may be predicted at the unit. */
    public boolean maySpeculate(int unit) {
        return promise != Promise.OBJECT && !unstableSites.get(unit);
    }
}
