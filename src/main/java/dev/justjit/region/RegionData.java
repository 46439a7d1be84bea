package dev.justjit.region;

/** The writable words of a region's blob, before its counters. */
public final class RegionData {
    /** Entry of the region for other types, or 0. */
    public static final int NEXT = 0;

    /** How often the region was entered. */
    public static final int ENTERED = 8;

    /** Bytes before the counters. */
    public static final int BYTES = 16;

    private RegionData() {}
}
