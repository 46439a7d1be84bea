package dev.justjit.compile;

import java.util.BitSet;

/**
 * What one compilation may assume.
 *
 * @param listing whether to keep a text listing
 * @param unstableSites units of instructions whose speculation failed too often: no type is
 *     predicted there
 * @param promise what a user says of the numbers
 * @param running whether the code is for frames that the interpreter has begun: it is entered at headers of
 *     loops, and what would pop the frame is left to the interpreter
 * @param optimized whether the code is made by way of a graph; unstable sites are whole instructions there,
 *     or open ones ({@code build/GraphBuilder})
 */
public record CompileOptions(
        boolean listing,
        BitSet unstableSites,
        Promise promise,
        boolean running,
        boolean optimized) {
    /** By templates, for calls. */
    public CompileOptions(boolean listing, BitSet unstableSites, Promise promise) {
        this(listing, unstableSites, promise, false, false);
    }

    /** The same for frames that the interpreter has begun. */
    public CompileOptions forRunning() {
        return new CompileOptions(listing, unstableSites, promise, true, optimized);
    }

    /** The same by way of a graph. */
    public CompileOptions forGraph() {
        return new CompileOptions(listing, unstableSites, promise, running, true);
    }

    /** The same for inlined code, of whose sites nothing is known. */
    CompileOptions withoutSites() {
        return new CompileOptions(listing, new BitSet(), promise, running, optimized);
    }

    /** The same with a listing. */
    public CompileOptions listed() {
        return new CompileOptions(true, unstableSites, promise, running, optimized);
    }

    /** By templates, for calls; nothing is known of any site. */
    public static CompileOptions plain() {
        return new CompileOptions(false, new BitSet(), Promise.AUTO);
    }

    /** The same with a listing. */
    public static CompileOptions withListing() {
        return new CompileOptions(true, new BitSet(), Promise.AUTO);
    }

    /** Whether types may be predicted at the unit. */
    public boolean maySpeculate(int unit) {
        return promise != Promise.OBJECT && !unstableSites.get(unit);
    }
}
