package dev.justjit.api;

/**
 * A time limit of {@link Python#withTimeout} was over while Python ran, which raised {@code justjit.java.TimeLimit}, a
 * KeyboardInterrupt.
 */
public final class PythonTimeoutException extends PythonException {
    private static final long serialVersionUID = 1L;

    PythonTimeoutException(ErrorReport report) {
        super(report);
    }
}
