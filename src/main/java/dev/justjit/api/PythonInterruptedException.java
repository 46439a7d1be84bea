package dev.justjit.api;

/**
 * The thread was interrupted by {@link Thread#interrupt} while it ran Python, which raised {@code
 * justjit.java.JavaInterrupt}, a KeyboardInterrupt. The thread's interrupt status is still set.
 */
public final class PythonInterruptedException extends PythonException {
    private static final long serialVersionUID = 1L;

    PythonInterruptedException(ErrorReport report) {
        super(report);
    }
}
