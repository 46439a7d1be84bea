package dev.justjit.bytecode;

/** The code object does not hold what a CPython 3.13 compiler produces; it stays interpreted. */
public final class InvalidBytecode extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message says what is wrong and where. */
    public InvalidBytecode(String message) {
        super(message);
    }
}
