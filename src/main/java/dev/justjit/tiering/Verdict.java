package dev.justjit.tiering;

import java.util.Arrays;

/**
 * Which of two versions of a function is faster, by slices of calls that were timed in turns. Slices are compared with
 * their neighbours: programs have phases, and processors are slower at times. One that was disturbed (another program,
 * a garbage collection) does not count for more than others.
 */
public final class Verdict {
    /** Slices of each side that are left out, for caches to be warm. */
    private static final int COLD = 1;

    private Verdict() {}

    /**
     * What a call takes on the second side, in parts of what it takes on the first: the middle fifth of what pairs of
     * neighbours say.
     *
     * @param nanos of each slice, those of the first side and of the second in turns
     * @param calls of each slice
     */
    public static double ratio(long[] nanos, long[] calls) {
        int first = 2 * COLD;
        double[] ratios = new double[nanos.length - first - 1];
        for (int i = 0; i < ratios.length; i++) {
            int slice = first + i;
            double change = ofOne(nanos, calls, slice + 1) / ofOne(nanos, calls, slice);
            ratios[i] = Math.log(slice % 2 == 0 ? change : 1 / change);
        }
        Arrays.sort(ratios);
        int left = 2 * ratios.length / 5;
        double sum = 0;
        for (int i = left; i < ratios.length - left; i++) {
            sum += ratios[i];
        }
        return Math.exp(sum / (ratios.length - 2 * left));
    }

    /** What a call took. */
    private static double ofOne(long[] nanos, long[] calls, int slice) {
        return (double) Math.max(1, nanos[slice]) / Math.max(1, calls[slice]);
    }
}
