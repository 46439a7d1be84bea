package dev.justjit.api;

import static dev.justjit.api.ObjectsProgram.failure;
import static dev.justjit.api.ObjectsProgram.say;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What Java sees of Python's exceptions, in a JVM of its own; for {@link JavaApiIT}. */
public final class ErrorsProgram {
    private static final String SOURCE =
            """
            class Odd(ValueError):
                def __init__(self, code): super().__init__(f"odd {code}"); self.code = code

            class Box:
                def fail(self, code):
                    error = Odd(code)
                    error.add_note("a note")
                    raise error

            def outer(code):
                return Box().fail(code)

            def caused():
                try:
                    outer(1)
                except ValueError as e:
                    raise KeyError("k") from e

            def context():
                try:
                    1 / 0
                except ArithmeticError:
                    raise OSError(2, "gone")

            def hidden():
                try:
                    1 / 0
                except ArithmeticError:
                    raise OSError("alone") from None

            def group():
                raise ExceptionGroup("two", [ValueError("a"), ExceptionGroup("in", [KeyError("b")])])

            def cycle():
                a, b = ValueError("a"), ValueError("b")
                a.__cause__, b.__cause__ = b, a
                raise a

            class Silent(Exception):
                def __str__(self): raise TypeError("no text")

            def silent(): raise Silent

            def deep(n): return deep(n + 1)
            """;

    private ErrorsProgram() {}

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        try (Python python = Python.open(PythonOptions.defaults().withJit(false))) {
            python.exec(SOURCE);
            facts(thrown(python, "outer"), python);
            PythonException caused = thrown(python, "caused");
            say("cause", caused.getMessage() + " <- " + caused.getCause().getMessage());
            PythonException context = thrown(python, "context");
            say("context", context.getMessage() + " <- " + context.getCause().getMessage());
            say(
                    "types",
                    context.isA("OSError")
                            + " "
                            + context.isA("Exception")
                            + " "
                            + context.isA("KeyError")
                            + " "
                            + context.typeName());
            say("hidden", thrown(python, "hidden").getCause());
            group(thrown(python, "group"));
            say("cycle", thrown(python, "cycle").getCause().getCause());
            say("silent", thrown(python, "silent").getMessage());
            PythonException deep = thrown(python, "deep");
            say("deep", deep.typeName() + " " + (deep.getStackTrace().length > 900));
            mixed(python);
            printed(python);
            copied(thrown(python, "outer"));
            say("syntax", failure(() -> python.eval("1 +")));
            say("exit", failure(() -> python.eval("__import__('sys').exit(3)")));
        }
        say("after the end", "ok");
    }

    private static PythonException thrown(Python python, String name) {
        try (PyFunction function = python.function(name)) {
            boolean takes = name.equals("outer") || name.equals("deep");
            throw new IllegalStateException(
                    "returned " + (takes ? function.call(7) : function.call()));
        } catch (PythonException failure) {
            return failure;
        }
    }

    private static void facts(PythonException failure, Python python) {
        say(
                "text",
                failure.typeName() + "|" + failure.pythonMessage() + "|" + failure.getMessage());
        say("value", failure.value().attribute("code").asLong());
        say(
                "type",
                failure.type().isInstance(python.eval("type"))
                        + " "
                        + failure.type().attribute("__qualname__"));
        say("notes", failure.notes());
        say("raised again", python.eval("lambda e: e.args").call(failure.value()));
        StackTraceElement[] trace = failure.getStackTrace();
        say("frames", Arrays.toString(Arrays.copyOf(trace, 2)));
        say(
                "then Java",
                Arrays.stream(trace).anyMatch(each -> each.getMethodName().equals("main"))
                        + " "
                        + Arrays.stream(trace)
                                .anyMatch(each -> each.getClassName().contains("ErrorReport")));
        failure.value().close();
        say("closed", failure.pythonTraceback().contains("a note") + " " + failure.value());
    }

    private static void group(PythonException failure) {
        say(
                "group",
                failure.getMessage()
                        + " "
                        + failure.exceptions().size()
                        + " "
                        + failure.getSuppressed().length);
        say("member", failure.exceptions().get(0).getMessage());
        say("inner", failure.exceptions().get(1).exceptions().get(0).getMessage());
    }

    private static void mixed(Python python) {
        Supplier<Object> inner = () -> python.eval("1 / 0");
        python.set("inner", inner);
        python.exec("def around():\n    try:\n        return inner()\n    finally:\n        pass");
        PythonException failure = thrown(python, "around");
        say("mixed", failure.typeName() + " " + failure.pythonTraceback().contains("in around"));
        say(
                "its frames",
                Arrays.stream(failure.getStackTrace())
                        .limit(2)
                        .map(StackTraceElement::getMethodName)
                        .toList());
    }

    private static void printed(Python python) {
        StringWriter text = new StringWriter();
        thrown(python, "caused").printStackTrace(new PrintWriter(text));
        List<String> lines =
                text.toString()
                        .lines()
                        .filter(line -> !line.contains("justjit") || !line.startsWith("\tat"))
                        .toList();
        say("printed", String.join("|", lines.subList(0, 4)).replace('\t', ' '));
    }

    private static void copied(PythonException failure) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            PythonException copy = (PythonException) in.readObject();
            say("copy", copy.getMessage() + " " + copy.notes() + " " + failure(copy::value));
        }
    }
}
