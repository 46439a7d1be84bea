package dev.justjit.masm;

/**
 * The native stack frame, equal for all compiled functions so that exits can be shared stubs: the
 * caller's {@code FRAME}, {@code SAVED0} and {@code SAVED1}, and words for scratch and for unboxed
 * temporaries. A word with a higher number is at a lower address. {@link
 * MacroAssembler#reserveWords} makes more of them for a while.
 */
public final class NativeFrame {
    /** Words that code may use: graphs of inlined calls have many numbers at once. */
    public static final int WORDS = 15;

    /** Scratch words 0 and 1 are free for use inside one instruction; homes start here. */
    public static final int FIRST_HOME = 3;

    /** Words that can be reserved below the others. */
    public static final int MOST_RESERVED = 64;

    /** Room on the C stack that a call of the host may need. */
    public static final int HOST_STACK_BYTES = 192 << 10;

    private NativeFrame() {}

    /**
     * Bytes that hold so many reserved words and keep the stack aligned.
     *
     * @throws IllegalArgumentException if there are none or too many
     */
    public static int reservedBytes(int count) {
        if (count < 1 || count > MOST_RESERVED) {
            throw new IllegalArgumentException("reserved words: " + count);
        }
        return (count + 1) / 2 * 16;
    }
}
