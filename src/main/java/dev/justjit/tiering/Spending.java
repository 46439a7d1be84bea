package dev.justjit.tiering;

/** What compiling has taken, of processor time. Guarded by its owner. */
final class Spending {
    private long nanos;
    private long units;

    void add(long moreNanos, int moreUnits) {
        nanos += moreNanos;
        units += moreUnits;
    }

    long nanos() {
        return nanos;
    }

    /** What so many units take, as far as can be told from what it took until now. */
    long estimate(int moreUnits) {
        long expected = nanos + Policy.EXPECTED_UNIT_NANOS * Policy.EXPECTED_UNITS;
        return moreUnits * expected / (units + Policy.EXPECTED_UNITS);
    }
}
