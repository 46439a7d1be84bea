package dev.justjit.code;

/** There is no more memory for machine code, or the system refuses it. */
public final class OutOfCodeMemory extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence without a full stop
     */
    public OutOfCodeMemory(String message) {
        super(message);
    }
}
