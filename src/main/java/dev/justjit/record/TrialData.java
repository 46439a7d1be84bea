package dev.justjit.record;

/**
 * Layout of the words of a trial, in which calls of a function are timed on two sides, slice by slice in turns. Guarded
 * by the GIL. Whoever begins a trial fills all of it.
 */
public final class TrialData {
    /** Non-zero while a timed call runs: calls in it are not timed and stay on its side. */
    public static final int ACTIVE = 0;

    /** Offset of the entries of the side whose turn it is from those of the first side. */
    public static final int SIDE = 8;

    /** Calls of this slice so far. */
    public static final int CALLS = 16;

    /** What they took, in nanoseconds. */
    public static final int NANOS = 24;

    /** Address of the record of this slice: its nanoseconds, its calls. */
    public static final int SLICE = 32;

    /** Address behind the records. */
    public static final int END = 40;

    /** Where the clock is read to. */
    public static final int TIME = 48;

    /** The entries of the two sides: direct, framed, resume. */
    public static final int ENTRIES = 64;

    /** Bytes of one side. */
    public static final int SIDE_BYTES = 24;

    /** The records. */
    public static final int SLICES = ENTRIES + 2 * SIDE_BYTES;

    /** Bytes of one slice. */
    public static final int SLICE_BYTES = 16;

    /** Slices of both sides: with fewer, one that was disturbed would count for too much. */
    public static final int COUNT = 50;

    /** Bytes of the data of a trial. */
    public static final int BYTES = SLICES + COUNT * SLICE_BYTES;

    /** Calls of a slice at the most, and nanoseconds after which it ends: so a trial takes some milliseconds. */
    public static final int MOST_CALLS = 256;

    public static final int MOST_NANOS = 100_000;

    private TrialData() {}
}
