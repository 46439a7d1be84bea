package dev.justjit.record;

/**
 * Layout of one row of a table that says where a canonical frame goes on in machine code that was made for a loop. The
 * table hangs on the {@link CodeState}; a row with {@link #END} as its unit ends it. Guarded by the GIL.
 */
public final class LoopRow {
    /** Unit of the loop's header, or of a jump back to it. */
    public static final int UNIT = 0;

    /** Where machine code goes on. */
    public static final int ENTRY = 8;

    /** Bytes of a row. */
    public static final int BYTES = 16;

    /** Unit of the row after the last one. */
    public static final int END = -1;

    private LoopRow() {}
}
