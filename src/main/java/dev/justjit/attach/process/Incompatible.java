package dev.justjit.attach.process;

/** This Python cannot be compiled for; it runs interpreted. */
public final class Incompatible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason one sentence without a full stop that names the difference
     */
    public Incompatible(String reason) {
        super(reason);
    }
}
