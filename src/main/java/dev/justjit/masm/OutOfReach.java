package dev.justjit.masm;

/** The code is too large for near branches and loads; assembled with far ones it is not. */
public final class OutOfReach extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param cause what the encoder says
     */
    public OutOfReach(RuntimeException cause) {
        super(cause);
    }
}
