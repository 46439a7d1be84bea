package dev.justjit.api;

/** A Python exception that reached Java. */
public final class PythonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String typeName;
    private final String pythonMessage;
    private final String pythonTraceback;

    PythonException(String typeName, String pythonMessage, String pythonTraceback) {
        super(pythonMessage.isEmpty() ? typeName : typeName + ": " + pythonMessage);
        this.typeName = typeName;
        this.pythonMessage = pythonMessage;
        this.pythonTraceback = pythonTraceback;
    }

    /** Name of the exception's type, such as {@code ZeroDivisionError}, without its module. */
    public String typeName() {
        return typeName;
    }

    /** The exception as {@code str()} gives it. */
    public String pythonMessage() {
        return pythonMessage;
    }

    /** The traceback as Python prints it, several lines; empty if it could not be made. */
    public String pythonTraceback() {
        return pythonTraceback;
    }
}
