package dev.justjit.spark;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A function as it is shipped: everything that an executor needs to have it. Python is started, and the text run, where the
 * function is first called.
 *
 * @param name in SQL
 * @param code {@code module:function}, or Python source
 * @param signature types
 * @param settings of the engine
 * @param files that modules come from: contents in Base64, by names
 */
record FunctionSpec(
        String name,
        String code,
        Signature signature,
        Map<String, String> settings,
        Map<String, String> files)
        implements Serializable {
    private static final int SHOWN = 200;

    /**
     * With the settings of a session.
     *
     * @param session the value of a setting, or null
     */
    static FunctionSpec of(
            String name,
            String code,
            Signature signature,
            Function<String, @Nullable String> session) {
        return new FunctionSpec(
                name, code, signature, Settings.engine(session), Settings.files(session));
    }

    /**
     * Reads a definition: a signature, {@code =}, and the code. The settings are those of the session on this thread.
     *
     * @throws IllegalArgumentException when it is none
     */
    static FunctionSpec parse(String name, String definition) {
        int arrow = definition.indexOf("->");
        int equals = definition.indexOf('=', Math.max(arrow, 0));
        if (arrow < 0 || equals < 0) {
            throw new IllegalArgumentException(
                    "a definition is \"(type, ...) -> type = code\", not \"" + definition + "\"");
        }
        Signature signature = Signature.parse(definition.substring(0, equals));
        String code = definition.substring(equals + 1);
        return of(name, code.startsWith(" ") ? code.substring(1) : code, signature, Settings::get);
    }

    /** What {@link #parse} reads. */
    String definition() {
        return signature + " = " + code;
    }

    private BiFunction<String, Object[], @Nullable Object> engine() {
        return Engines.engine(Settings.here(settings));
    }

    private String found() {
        Object[] arguments = {code, name, Settings.root(), files};
        return (String) Objects.requireNonNull(engine().apply("find", arguments));
    }

    /** The function itself, for primitive values. */
    MethodHandle bind() {
        return trying(
                () -> {
                    List<Class<?>> types = new ArrayList<>();
                    for (DataType type : signature.parameters()) {
                        types.add(Objects.requireNonNull(Kinds.primitive(type)));
                    }
                    Class<?> result = Objects.requireNonNull(Kinds.primitive(signature.result()));
                    Object[] arguments = {found(), MethodType.methodType(result, types)};
                    return (MethodHandle) Objects.requireNonNull(engine().apply("bind", arguments));
                });
    }

    /** The function for one row at a time. */
    Function<Object[], @Nullable Object> scalar() {
        return one("scalar", signature.kinds());
    }

    /** The function for columns. */
    Function<Object[], @Nullable Object> batch() {
        return one("batch", signature.kinds(), signature.nullables());
    }

    @SuppressWarnings("unchecked")
    private Function<Object[], @Nullable Object> one(String factory, Object... types) {
        return (Function<Object[], @Nullable Object>) trying(() -> make(factory, types));
    }

    /** The functions of an aggregate, in the order of {@code justjit_spark.rows.aggregate}. */
    @SuppressWarnings("unchecked")
    Function<Object[], @Nullable Object>[] aggregate() {
        return (Function<Object[], @Nullable Object>[])
                trying(() -> make("aggregate", signature.kinds()));
    }

    private Object make(String factory, Object... types) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(found());
        arguments.addAll(List.of(types));
        arguments.add(Kinds.describe(signature.result()));
        arguments.add(signature.nullable());
        Object[] both = {factory, arguments.toArray()};
        return Objects.requireNonNull(engine().apply("make", both));
    }

    private interface Step<T> {
        T run();
    }

    private <T> T trying(Step<T> step) {
        try {
            return step.run();
        } catch (RuntimeException failure) {
            throw failed(failure, null);
        }
    }

    /**
     * What a failure is to the task. One that came because the task was killed ends it so.
     *
     * @param arguments of the call, for the message; null: not known, or named by the failure
     */
    RuntimeException failed(Throwable failure, @Nullable Object @Nullable [] arguments) {
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.killTaskIfInterrupted();
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof PythonFunctionException known) {
            return known;
        }
        Object[] described = {failure};
        String[] python = (String[]) engineOrNone("describe", described);
        StringBuilder text =
                new StringBuilder("the Python function ").append(name).append(" failed");
        if (arguments != null) {
            text.append(" for ").append(shown(arguments));
        }
        if (task != null) {
            text.append(" in partition ").append(task.partitionId());
        }
        text.append(": ");
        if (python == null) {
            text.append(
                    failure instanceof ClassCastException || failure instanceof ArithmeticException
                            ? failure.getMessage()
                            : failure);
            return new PythonFunctionException(text.toString(), null);
        } else if (python.length == 0) {
            Thread.currentThread().interrupt();
            return new PythonFunctionException(text + "it was interrupted", "KeyboardInterrupt");
        }
        text.append(python[0]).append(": ").append(python[1]).append('\n').append(python[2]);
        return new PythonFunctionException(text.toString().stripTrailing(), python[0]);
    }

    /** The engine may be what failed. */
    private @Nullable Object engineOrNone(String command, Object[] arguments) {
        try {
            return engine().apply(command, arguments);
        } catch (IllegalStateException notStarted) {
            return null;
        }
    }

    private static String shown(@Nullable Object[] arguments) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < arguments.length; i++) {
            text.append(i == 0 ? "" : ", ").append(arguments[i]);
        }
        return text.length() > SHOWN
                ? text.substring(0, SHOWN) + "...)"
                : text.append(')').toString();
    }
}
