package dev.justjit.compile;

/** The code object stays interpreted, for a stated reason. */
public final class NotCompiled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason one sentence without a full stop
     */
    public NotCompiled(String reason) {
        super(reason);
    }
}
