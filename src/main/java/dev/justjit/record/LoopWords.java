package dev.justjit.record;

/**
 * The writable words of one loop in the data of its function's blob. Guarded by the GIL.
 *
 * <p>The generic code counts {@link #COUNT} down at the loop's header; when it would become negative it
 * jumps to {@link #ENTRY}, or asks the host for a region if that is 0.
 */
public final class LoopWords {
    /** Passes of the header until the next look at {@link #ENTRY}. */
    public static final int COUNT = 0;

    /** Address of the newest region, or 0. */
    public static final int ENTRY = 8;

    /** What {@link #COUNT} becomes when a guard fails; doubled each time. */
    public static final int BACKOFF = 16;

    /** Unit of the header. */
    public static final int HEADER = 24;

    /** Entries of the value stack at the header. */
    public static final int DEPTH = 32;

    /** Bytes of the record. */
    public static final int BYTES = 40;

    /** The greatest {@link #BACKOFF}. */
    public static final int MOST_BACKOFF = 1024;

    /** A {@link #COUNT} that never runs out: the loop stays as it is. */
    public static final long NEVER = Long.MAX_VALUE / 2;

    /** {@link #COUNT} where the host cannot be asked. */
    public static final int UNASKED = 100_000;

    private LoopWords() {}
}
