package dev.justjit.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python exception that reached Java.
 *
 * <p>Its stack trace begins with the Python frames of the traceback, innermost first: module, qualified name, file and
 * line; Java's own frames follow, from the called method of this package on. Its cause is Python's {@code __cause__} or
 * else {@code __context__}, or, when Java code called from Python threw, the Java exception itself. Members of an exception group are suppressed exceptions of it, too.
 *
 * <p>It keeps the Python exception, and with that the traceback and its frames' variables, until {@link #value} is
 * closed or it is unreachable. A copy that was serialized has texts, but no Python objects.
 */
public class PythonException extends RuntimeException {
    private static final long serialVersionUID = 2L;

    private final String pythonMessage;
    private final String pythonTraceback;
    private final ArrayList<String> typeNames;
    private final ArrayList<String> notes;
    private final ArrayList<PythonException> exceptions = new ArrayList<>();
    private final transient @Nullable PyValue value;

    /** With what is known of it. */
    PythonException(ErrorReport report) {
        super(report.text(), report.javaCause());
        pythonMessage = report.message();
        pythonTraceback = report.traceback();
        typeNames = new ArrayList<>(report.typeNames());
        notes = new ArrayList<>(report.notes());
        value = report.value();
        exceptions.addAll(report.members());
        exceptions.forEach(this::addSuppressed);
        setStackTrace(joined(report.frames(), getStackTrace()));
    }

    /** Python's frames, then Java's from the method of this package that the caller called. */
    private static StackTraceElement[] joined(
            List<StackTraceElement> python, StackTraceElement[] java) {
        int first = 0;
        while (first + 1 < java.length && isOurs(java[first]) && isOurs(java[first + 1])) {
            first++;
        }
        List<StackTraceElement> all = new ArrayList<>(python);
        all.addAll(Arrays.asList(java).subList(first, java.length));
        return all.toArray(new StackTraceElement[0]);
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith(PythonException.class.getPackageName() + ".");
    }

    /** Name of the exception's type, such as {@code ZeroDivisionError}, without its module. */
    public final String typeName() {
        return typeNames.get(0);
    }

    /**
     * Whether the exception is of a type or of one derived from it.
     *
     * @param name of the type, without its module, such as {@code OSError}
     */
    public final boolean isA(String name) {
        return typeNames.contains(name);
    }

    /** The exception as {@code str()} gives it. */
    public final String pythonMessage() {
        return pythonMessage;
    }

    /** The traceback as Python prints it, several lines; empty if it could not be made. */
    public final String pythonTraceback() {
        return pythonTraceback;
    }

    /** What {@code add_note} has added to it. */
    public final List<String> notes() {
        return List.copyOf(notes);
    }

    /** The members of an exception group; empty for any other exception. */
    public final List<PythonException> exceptions() {
        return List.copyOf(exceptions);
    }

    /**
     * The exception's class, as a new handle.
     *
     * @throws IllegalStateException when it has no Python object
     */
    public final PyValue type() {
        return value().attribute("__class__");
    }

    /**
     * The exception's handle, which belongs to this.
     *
     * @throws IllegalStateException when it has no Python object
     */
    public final PyValue value() {
        PyValue handle = value;
        if (handle == null) {
            throw new IllegalStateException("the Python exception is not here");
        }
        return handle;
    }

    /** A new reference to the exception, or 0; needs the GIL. */
    final long reference() {
        PyValue handle = value;
        return handle == null ? 0 : handle.referenceOrNull();
    }
}
