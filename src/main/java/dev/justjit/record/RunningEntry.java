package dev.justjit.record;

/**
 * Layout of one row of the table that says where frames of a code object that the interpreter has begun enter
 * machine code. The table hangs on the {@link CodeState}; a row with {@link #END} as its unit ends it. Guarded
 * by the GIL.
 */
public final class RunningEntry {
    /** Unit of the loop's header. */
    public static final int UNIT = 0;

    /** Where machine code goes on with the canonical frame, or 0: the loop stays interpreted. */
    public static final int ENTRY = 8;

    /** {@code JitData.EPOCH} of the latest entry. */
    public static final int EPOCH = 16;

    /** Entries left until the epoch ends. */
    public static final int ALLOWANCE = 24;

    /** Bytes of a row. */
    public static final int BYTES = 32;

    /** Unit of the row after the last one. */
    public static final int END = -1;

    private RunningEntry() {}
}
