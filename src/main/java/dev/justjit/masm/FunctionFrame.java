package dev.justjit.masm;

/**
 * The native frame of a function that compiled code calls with registers: the return address, the
 * caller's {@code SAVED0} and {@code SAVED1} if the function changes them, and words. All other roles
 * are those of its caller, whose {@link NativeFrame} stays reachable.
 *
 * @param words how many words {@link Mem#stackWord} reaches
 * @param keeps0 whether {@code SAVED0} is kept
 * @param keeps1 whether {@code SAVED1} is kept
 */
public record FunctionFrame(int words, boolean keeps0, boolean keeps1) {
    /**
     * Checks the number of words.
     *
     * @throws IllegalArgumentException if there are too many or less than none
     */
    public FunctionFrame {
        if (words < 0 || words > NativeFrame.MOST_RESERVED) {
            throw new IllegalArgumentException("words of a function: " + words);
        }
    }

    /** Bytes of stack, its return address included. */
    public int bytes() {
        return (Long.BYTES * (1 + kept() + words) + 15) / 16 * 16;
    }

    /** How many registers it keeps. */
    public int kept() {
        return (keeps0 ? 1 : 0) + (keeps1 ? 1 : 0);
    }
}
