package dev.justjit.tiering;

import java.util.Arrays;

/**
 * Which of two versions of a function is faster, by slices of calls that were timed in turns. A slice that was disturbed
 * (another program, a garbage collection) does not count for more than others.
 */
public final class Verdict {
    /** Slices of each side that are left out, for caches to be warm. */
    private static final int COLD = 1;

    private Verdict() {}

    /**
     * What a call takes on the second side, in parts of what it takes on the first.
     *
     * @param nanos of each slice, those of the first side and of the second in turns
     * @param calls of each slice
     */
    public static double ratio(long[] nanos, long[] calls) {
        return typical(nanos, calls, 1) / typical(nanos, calls, 0);
    }

    /** The middle half of the slices: what one call took. */
    private static double typical(long[] nanos, long[] calls, int side) {
        double[] each = new double[nanos.length / 2 - COLD];
        for (int i = 0; i < each.length; i++) {
            int slice = 2 * (i + COLD) + side;
            each[i] = (double) Math.max(1, nanos[slice]) / Math.max(1, calls[slice]);
        }
        Arrays.sort(each);
        int quarter = each.length / 4;
        return Arrays.stream(each, quarter, each.length - quarter).average().orElse(1);
    }
}
