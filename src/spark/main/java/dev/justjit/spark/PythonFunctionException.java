package dev.justjit.spark;

import org.jspecify.annotations.Nullable;

/**
 * A Python function failed, or what it returned is not what was declared. The message has the function, the arguments, and
 * Python's traceback; the task fails with it, as with any exception of a function.
 */
public final class PythonFunctionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String pythonType;

    PythonFunctionException(String message, @Nullable String pythonType) {
        super(message);
        this.pythonType = pythonType;
    }

    /** Name of the Python exception's type, or null if it is none of Python's. */
    public @Nullable String pythonType() {
        return pythonType;
    }
}
