package dev.justjit.ffi;

/** A native library or one of its symbols could not be found or loaded. */
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message for the user. */
    public NativeException(String message) {
        super(message);
    }
}
