package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of Java that Python calls.
 *
 * @param object it
 * @param method how it is called, or null for a {@link JavaFunction}
 */
record FunctionTarget(Object object, @Nullable Method method) implements JavaTarget {
    /**
     * As an interface that it implements.
     *
     * @throws IllegalArgumentException when that is not a functional interface, or cannot be called from here
     */
    static FunctionTarget of(Class<?> type, Object object) {
        if (type == JavaFunction.class) {
            return new FunctionTarget(object, null);
        }
        Method method = type.isInterface() ? FunctionalTypes.method(type) : null;
        if (method == null) {
            throw new IllegalArgumentException(type.getName() + " is not a functional interface");
        }
        if (!method.trySetAccessible()) {
            throw new IllegalArgumentException(type.getName() + " is not open to " + Python.class);
        }
        return new FunctionTarget(object, method);
    }

    @Override
    public long serve(String operation, Arguments arguments) throws Throwable {
        Gil gil = arguments.python().gil();
        if (!operation.equals("call")) {
            return ToPython.convert(gil.outside(object::toString));
        }
        Object result =
                object instanceof JavaFunction function && method == null
                        ? callFreely(function, arguments)
                        : callTyped(Objects.requireNonNull(method), arguments);
        return ToPython.convert(result);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object callFreely(JavaFunction function, Arguments arguments)
            throws Exception {
        FromPython conversion = arguments.python().conversion();
        Object positional = conversion.convert(arguments.object(0));
        Object named = conversion.convert(arguments.object(1));
        return arguments
                .python()
                .gil()
                .<@Nullable Object>outside(
                        () ->
                                function.call(
                                        (List<@Nullable Object>) Objects.requireNonNull(positional),
                                        (Map<String, @Nullable Object>)
                                                Objects.requireNonNull(named)));
    }

    private @Nullable Object callTyped(Method method, Arguments arguments) throws Throwable {
        Class<?>[] types = method.getParameterTypes();
        long count = ObjectProtocol.size(arguments.object(0));
        if (count != types.length || ObjectProtocol.size(arguments.object(1)) != 0) {
            throw new PythonRaise(
                    "PyExc_TypeError",
                    method.getDeclaringClass().getSimpleName()
                            + "."
                            + method.getName()
                            + " takes "
                            + types.length
                            + " arguments without names");
        }
        @Nullable Object[] values = new Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = argument(arguments, i, types[i]);
        }
        try {
            return arguments
                    .python()
                    .gil()
                    .<@Nullable Object>outside(() -> method.invoke(object, values));
        } catch (InvocationTargetException thrown) {
            throw Objects.requireNonNullElse(thrown.getCause(), thrown);
        }
    }

    private static @Nullable Object argument(Arguments arguments, int index, Class<?> type) {
        long item = ObjectProtocol.item(arguments.object(0), index);
        try {
            return Arguments.convert(arguments.python(), item, type);
        } finally {
            CApi.decRef(item);
        }
    }
}
