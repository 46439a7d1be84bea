package dev.justjit.record;

/** The writable words of a region's blob, before its counters. */
public final class RegionData {
    /** Entry of the region for other types, or 0. */
    public static final int NEXT = 0;

    /** How often the region was entered. */
    public static final int ENTERED = 8;

    /** Values of globals for the functions that the region calls, one word each. */
    public static final int GLOBALS = 16;

    /** The most of them. */
    public static final int MAX_GLOBALS = 16;

    /** Bytes before the counters. */
    public static final int BYTES = GLOBALS + 8 * MAX_GLOBALS;

    private RegionData() {}
}
