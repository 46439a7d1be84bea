package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a Python exception when it reaches Java.
 *
 * @param typeNames names of its type and of those that this is derived from
 * @param message as {@code str()} gives it
 * @param traceback as Python prints it
 * @param frames those of Python, innermost first
 * @param notes added to it
 * @param members of an exception group
 * @param javaCause the cause in Java, or null
 * @param kind name of the class of ours that it is of, or empty
 * @param value its handle, or null
 */
record ErrorReport(
        List<String> typeNames,
        String message,
        String traceback,
        List<StackTraceElement> frames,
        List<String> notes,
        List<PythonException> members,
        @Nullable Throwable javaCause,
        String kind,
        @Nullable PyValue value) {
    /** Causes of causes, and groups in groups, that are followed. */
    private static final int DEEPEST = 30;

    /** What the function {@code _describe} of the module {@code justjit.java} lists. */
    private static final int NAMES = 0;

    private static final int TRACEBACK = 1;
    private static final int FRAMES = 2;
    private static final int NOTES = 3;
    private static final int CAUSE = 4;
    private static final int MEMBERS = 5;
    private static final int THROWABLE = 6;
    private static final int KIND = 7;

    /** For messages: type and text. */
    String text() {
        return message.isEmpty() ? typeNames.get(0) : typeNames.get(0) + ": " + message;
    }

    /** When there is nothing but a name and a text. */
    static ErrorReport plain(String type, String message, @Nullable PyValue value) {
        return new ErrorReport(
                List.of(type), message, "", List.of(), List.of(), List.of(), null, type, value);
    }

    /** The Java exception for a Python one; takes over the reference; needs the GIL. */
    static PythonException take(Python python, long exception) {
        PyValue value = new PyValue(python, exception);
        return new Reader(python).read(exception, value, 0);
    }

    private PythonException exception() {
        return switch (kind) {
            case "TimeLimit" -> new PythonTimeoutException(this);
            case "JavaInterrupt" -> {
                Thread.currentThread().interrupt();
                yield new PythonInterruptedException(this);
            }
            default -> new PythonException(this);
        };
    }

    /** Reads one exception and what belongs to it, each once. */
    private static final class Reader {
        private final Python python;
        private final Set<Long> seen = new HashSet<>();

        Reader(Python python) {
            this.python = python;
        }

        PythonException read(long exception, PyValue value, int depth) {
            seen.add(exception);
            String type = Errors.typeName(exception);
            String message = Errors.str(exception);
            List<?> facts = python.gil().shielded(() -> describe(exception));
            if (facts == null) {
                return plain(type, message, value).exception();
            }
            Throwable cause =
                    facts.get(THROWABLE) instanceof Throwable thrown
                            ? thrown
                            : related(facts.get(CAUSE), depth);
            List<PythonException> members = new ArrayList<>();
            for (Object each : (List<?>) at(facts, MEMBERS)) {
                PythonException member = related(each, depth);
                if (member != null) {
                    members.add(member);
                }
            }
            return new ErrorReport(
                            texts(facts, NAMES),
                            message,
                            (String) at(facts, TRACEBACK),
                            frames((List<?>) at(facts, FRAMES)),
                            texts(facts, NOTES),
                            members,
                            cause,
                            (String) at(facts, KIND),
                            value)
                    .exception();
        }

        private @Nullable PythonException related(@Nullable Object other, int depth) {
            if (!(other instanceof PyValue value)) {
                return null;
            }
            boolean isNew = seen.add(value.address());
            return isNew && depth < DEEPEST ? read(value.address(), value, depth + 1) : null;
        }

        private @Nullable List<?> describe(long exception) {
            try {
                long facts = CApi.call(python.java().get("_describe"), exception);
                if (facts != 0) {
                    try {
                        return (List<?>) python.conversion().convert(facts);
                    } finally {
                        CApi.decRef(facts);
                    }
                }
            } catch (PythonException | IllegalStateException withoutTheModule) {
                // said by the texts that are left
            }
            CApi.clearError();
            return null;
        }

        private static Object at(List<?> facts, int index) {
            return Objects.requireNonNull(facts.get(index));
        }

        private static List<String> texts(List<?> facts, int index) {
            return ((List<?>) at(facts, index)).stream().map(String::valueOf).toList();
        }

        private static List<StackTraceElement> frames(List<?> outermostFirst) {
            List<StackTraceElement> frames = new ArrayList<>();
            for (Object each : outermostFirst) {
                List<?> frame = (List<?>) each;
                int line = ((Long) at(frame, 3)).intValue();
                frames.add(
                        0,
                        new StackTraceElement(
                                (String) at(frame, 0),
                                (String) at(frame, 1),
                                (String) at(frame, 2),
                                line));
            }
            return frames;
        }
    }
}
