package dev.justjit.compile;

/**
 * One way out of compiled code, as the eight bytes of data that follow the call of {@link
 * Stub#EXIT_AT}: what to ask first, and the state of the frame for the interpreter. The stack is
 * canonical.
 *
 * <p>Bits from the lowest: three flags, the unit at which the interpreter goes on, words in use behind
 * the frame's header (locals and stack), number of the counter.
 */
public final class ExitRecord {
    /** Handle pending events first; leave only if a tool is active. */
    public static final int SAFEPOINT = 1;

    /** Leave only if a tool is active. */
    public static final int WATCH = 2;

    /** With {@link #WATCH}: {@code RET} is a truth value, which the interpreter finds on the stack. */
    public static final int TRUTH = 4;

    public static final int UNIT_SHIFT = 3;
    public static final int UNIT_BITS = 16;
    public static final int DEPTH_SHIFT = UNIT_SHIFT + UNIT_BITS;
    public static final int DEPTH_BITS = 18;
    public static final int SITE_SHIFT = DEPTH_SHIFT + DEPTH_BITS;

    /** What {@link Stub#INLINED_EXIT_AT} answers when the frame is ready for the interpreter. */
    public static final int LEFT = 2;

    /** Bytes of a record; whoever does not leave goes on behind it. */
    public static final int BYTES = 8;

    private ExitRecord() {}

    /**
     * @throws NotCompiled if a number is too large
     */
    static long of(int flags, int unit, int depth, int site) {
        if (unit >>> UNIT_BITS != 0
                || depth >>> DEPTH_BITS != 0
                || site >>> Long.SIZE - SITE_SHIFT != 0) {
            throw new NotCompiled("its frame is too large");
        }
        return flags
                | (long) unit << UNIT_SHIFT
                | (long) depth << DEPTH_SHIFT
                | (long) site << SITE_SHIFT;
    }
}
