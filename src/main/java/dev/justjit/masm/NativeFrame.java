package dev.justjit.masm;

/**
 * The native stack frame, equal for all compiled functions so that exits can be shared stubs.
 *
 * <pre>
 *   return address
 *   caller's frame pointer        &lt;- frame pointer (rbp, x29)
 *   FRAME, SAVED0, SAVED1         callee-saved registers of the caller
 *   word 0 .. WORDS-1             scratch words and homes of unboxed temporaries
 * </pre>
 */
public final class NativeFrame {
    /** Words that templates may use. */
    public static final int WORDS = 9;

    /** Scratch words 0 and 1 are free for use inside one instruction; homes start here. */
    public static final int FIRST_HOME = 3;

    private NativeFrame() {}
}
