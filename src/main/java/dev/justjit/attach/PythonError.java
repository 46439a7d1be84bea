package dev.justjit.attach;

import dev.justjit.abi.Global;

/** To be raised as a Python exception. */
final class PythonError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Global type;

    /**
     * @param type the variable with the exception type
     */
    PythonError(Global type, String message) {
        super(message);
        this.type = type;
    }

    Global type() {
        return type;
    }
}
