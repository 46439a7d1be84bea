package dev.justjit.api;

/** Has Python raise one of its builtin exceptions at the end of a call of Java. */
final class PythonRaise extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    /**
     * @param type CPython's symbol, such as {@code PyExc_TypeError}
     */
    PythonRaise(String type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    String type() {
        return type;
    }
}
