package dev.justjit.spark.engine;

import dev.justjit.api.PyFunction;
import dev.justjit.api.PyValue;
import dev.justjit.api.Python;
import dev.justjit.api.PythonException;
import dev.justjit.api.PythonInterruptedException;
import dev.justjit.api.PythonOptions;
import dev.justjit.api.PythonOptions.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one CPython of this JVM, as a function of a command and its arguments, so that classes of other loaders can use it.
 *
 * <table>
 *   <caption>Commands</caption>
 *   <tr><th>command</th><th>arguments</th><th>result</th></tr>
 *   <tr><td>{@code find}</td><td>code, name, a folder, Map of files</td><td>{@code module:function}</td></tr>
 *   <tr><td>{@code bind}</td><td>{@code module:function}, a MethodType of primitive types</td><td>MethodHandle</td></tr>
 *   <tr><td>{@code make}</td><td>function of the module {@code justjit_spark}, its arguments</td>
 *       <td>{@code Function<Object[], Object>}, or an array of them for a list</td></tr>
 *   <tr><td>{@code describe}</td><td>a Throwable</td><td>String[]: Python's type, message, traceback; null if it is not
 *       Python's. Empty if the thread was interrupted</td></tr>
 * </table>
 */
public final class Engine implements BiFunction<String, Object[], @Nullable Object> {
    private static final String MODULE = "justjit_spark";

    /** What that consists of, each after what it imports. */
    private static final List<String> PARTS = List.of("lookup", "values", "rows", "columns");

    private final Python python;
    private final Shapes shapes = new Shapes();
    private final Map<List<Object>, MethodHandle> bound = new ConcurrentHashMap<>();

    private Engine(Python python) {
        this.python = python;
    }

    /**
     * Starts Python.
     *
     * @param options {@code python}, {@code mode}, {@code codeBudget}; each may be missing
     */
    public static Engine start(Map<String, String> options) {
        PythonOptions chosen = PythonOptions.defaults().withMode(Mode.HOT);
        String path = options.get("python");
        if (path != null) {
            chosen = chosen.withPython(path);
        }
        String mode = options.get("mode");
        if (mode != null) {
            chosen = chosen.withMode(Mode.valueOf(mode.toUpperCase(Locale.ROOT)));
        }
        String budget = options.get("codeBudget");
        if (budget != null) {
            chosen = chosen.withCodeBudget(Long.parseLong(budget));
        }
        Python python = Python.open(chosen);
        for (String part : PARTS) {
            load(python, MODULE + "." + part, part);
        }
        load(python, MODULE, "__init__");
        return new Engine(python);
    }

    /** Makes a module of a file that is read where this class is, which Python may have no path to. */
    private static void load(Python python, String module, String file) {
        python.set(MODULE + "_text", text(file));
        python.exec(
                "def _justjit_spark_load(text, name):\n"
                        + "    import sys, types\n"
                        + "    sys.modules[name] = module = types.ModuleType(name)\n"
                        + "    exec(compile(text, f'<{name}>', 'exec'), module.__dict__)\n"
                        + "_justjit_spark_load(justjit_spark_text, '"
                        + module
                        + "')\n"
                        + "del justjit_spark_text, _justjit_spark_load\n");
    }

    private static String text(String file) {
        String path = MODULE + "/" + file + ".py";
        try (InputStream content = Engine.class.getResourceAsStream(path)) {
            return new String(
                    Objects.requireNonNull(content).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public @Nullable Object apply(String command, Object[] arguments) {
        return switch (command) {
            case "find" -> call("find", arguments).asString();
            case "bind" -> bind((String) arguments[0], (MethodType) arguments[1]);
            case "make" -> make((String) arguments[0], (Object[]) arguments[1]);
            case "describe" -> describe((Throwable) arguments[0]);
            default -> throw new IllegalArgumentException(command);
        };
    }

    private PyValue call(String name, Object[] arguments) {
        try (PyFunction function = python.function(MODULE + ":" + name)) {
            return function.value().call(arguments);
        }
    }

    /** A function is bound once for each type: what is bound is kept, as the function itself is by its module. */
    private MethodHandle bind(String function, MethodType type) {
        return bound.computeIfAbsent(
                List.of(function, type),
                key -> shapes.handle(type, shape -> python.bind(function, shape)));
    }

    private Object make(String name, Object[] arguments) {
        PyValue made = call(name, arguments);
        if (made.isCallable()) {
            return callable(made);
        }
        List<Function<Object[], @Nullable Object>> all = new ArrayList<>();
        made.iterator(PyValue.class).forEachRemaining(each -> all.add(callable(each)));
        made.close();
        return all.toArray(new Function<?, ?>[0]);
    }

    private static Function<Object[], @Nullable Object> callable(PyValue value) {
        PyFunction function = Objects.requireNonNull(value.as(PyFunction.class));
        value.close();
        return function::call;
    }

    private static @Nullable String @Nullable [] describe(Throwable failure) {
        if (failure instanceof PythonInterruptedException) {
            return new String[0];
        }
        return failure instanceof PythonException raised
                ? new String[] {raised.typeName(), raised.pythonMessage(), raised.pythonTraceback()}
                : null;
    }
}
