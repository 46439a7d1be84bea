package dev.justjit.attach.process;

import dev.justjit.abi.Global;

/** To be raised as a Python exception. */
public final class PythonError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Global type;

    /**
     * @param type the variable with the exception type
     */
    public PythonError(Global type, String message) {
        super(message);
        this.type = type;
    }

    /** The class of the exception. */
    public Global type() {
        return type;
    }
}
