package dev.justjit.tiering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final int SLICES = 50;

    /** Calls of the first side take 100 ns, those of the second so many. */
    private static long[] nanos(long[] calls, long second) {
        long[] nanos = new long[SLICES];
        for (int i = 0; i < SLICES; i++) {
            nanos[i] = calls[i] * (i % 2 == 0 ? 100 : second);
        }
        return nanos;
    }

    private static long[] calls() {
        long[] calls = new long[SLICES];
        Arrays.setAll(calls, i -> 100 + 7 * i % 30);
        return calls;
    }

    @Test
    void comparesWhatACallTakes() {
        long[] calls = calls();
        assertEquals(0.5, Verdict.ratio(nanos(calls, 50), calls), 0.001);
        assertEquals(1.0, Verdict.ratio(nanos(calls, 100), calls), 0.001);
        assertEquals(1.3, Verdict.ratio(nanos(calls, 130), calls), 0.001);
    }

    @Test
    void slicesThatWereDisturbedDoNotCount() {
        long[] calls = calls();
        long[] nanos = nanos(calls, 80);
        for (int slice : new int[] {0, 1, 11, 17, 21, 30, 35, 41, 47}) {
            nanos[slice] *= 50;
        }
        assertEquals(0.8, Verdict.ratio(nanos, calls), 0.001);
    }

    @Test
    void phasesAreTheSameForBothSides() {
        long[] calls = calls();
        long[] nanos = nanos(calls, 90);
        for (int slice = 0; slice < 27; slice++) {
            nanos[slice] *= 3; // an odd number of slices: one side has had more of the slow phase
        }
        assertEquals(0.9, Verdict.ratio(nanos, calls), 0.001);
    }

    @Test
    void clocksThatStandStillDoNotDivideByZero() {
        assertEquals(1.0, Verdict.ratio(new long[SLICES], calls()), 0.5);
    }
}
