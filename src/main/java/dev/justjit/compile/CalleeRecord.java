package dev.justjit.compile;

import dev.justjit.bytecode.ExceptionTable;
import org.jspecify.annotations.Nullable;

/**
 * How a frame goes on in whose call an inlined callee was left, as the eight bytes of data that follow the call of {@link
 * Stub#FINISH_CALLEE}.
 *
 * <p>Bits from the lowest: flags, the unit behind the call, words in use behind the frame's header (locals and stack)
 * without the result, the unit of the handler of exceptions, and the depth of the stack there.
 */
public final class CalleeRecord {
    /** There is a handler. */
    public static final int HANDLER = 1;

    /** It wants to know where the exception was raised. */
    public static final int LASTI = 2;

    /** The frame is the one that the machine code was entered with. */
    public static final int LAST = 4;

    /** The callee is an {@code __init__}: it returns None, and the result is on the stack already. */
    public static final int INIT = 8;

    /** With {@link #LAST}: the interpreter has begun the frame. */
    public static final int RUNNING = 16;

    public static final int UNIT_SHIFT = 5;
    public static final int UNIT_BITS = 16;
    public static final int WORDS_SHIFT = UNIT_SHIFT + UNIT_BITS;
    public static final int WORDS_BITS = 18;
    public static final int HANDLER_SHIFT = WORDS_SHIFT + WORDS_BITS;
    public static final int HANDLER_BITS = 16;
    public static final int DEPTH_SHIFT = HANDLER_SHIFT + HANDLER_BITS;
    public static final int DEPTH_BITS = Long.SIZE - DEPTH_SHIFT;

    /** Bytes of a record. */
    public static final int BYTES = 8;

    private CalleeRecord() {}

    /**
     * @param unit behind the call
     * @throws NotCompiled if a number is too large
     */
    public static long of(int flags, int unit, int words, ExceptionTable.@Nullable Entry handler) {
        int target = handler == null ? 0 : handler.target();
        int depth = handler == null ? 0 : handler.depth();
        if (unit >>> UNIT_BITS != 0
                || words >>> WORDS_BITS != 0
                || target >>> HANDLER_BITS != 0
                || depth >>> DEPTH_BITS != 0) {
            throw new NotCompiled("its frame is too large");
        }
        int caught = handler == null ? 0 : HANDLER | (handler.lasti() ? LASTI : 0);
        return flags
                | caught
                | (long) unit << UNIT_SHIFT
                | (long) words << WORDS_SHIFT
                | (long) target << HANDLER_SHIFT
                | (long) depth << DEPTH_SHIFT;
    }
}
