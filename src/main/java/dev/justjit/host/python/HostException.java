package dev.justjit.host.python;

/** Python could not be found, unpacked, loaded or started. The message is meant for the user. */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message that says what was tried and what to do. */
    public HostException(String message) {
        super(message);
    }

    /** Creates the exception with a message for the user and the cause for a debugger. */
    public HostException(String message, Throwable cause) {
        super(message, cause);
    }
}
