package dev.justjit.spark;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.apache.spark.sql.UDFRegistration;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A function as one of the interfaces of Spark that every version has had, {@code UDF0} to {@code UDF22}: called with
 * boxed values of Java, one row at a time.
 */
final class PythonUdf implements InvocationHandler, Serializable {
    private static final long serialVersionUID = 2L;

    /** Arguments that such a function can have. */
    static final int MOST_ARGUMENTS = 22;

    private final FunctionSpec spec;
    private transient @Nullable Function<Object[], @Nullable Object> function;

    private PythonUdf(FunctionSpec spec) {
        this.spec = spec;
    }

    /** Registers a function of at most {@link #MOST_ARGUMENTS} arguments, which is no aggregate, under its name. */
    static void register(UDFRegistration registration, FunctionSpec spec) {
        int arguments = spec.signature().parameters().size();
        ClassLoader loader = PythonUdf.class.getClassLoader();
        try {
            Class<?> type =
                    Class.forName("org.apache.spark.sql.api.java.UDF" + arguments, false, loader);
            Class<?>[] types = {type};
            UDFRegistration.class
                    .getMethod("register", String.class, type, DataType.class)
                    .invoke(
                            registration,
                            spec.name(),
                            Proxy.newProxyInstance(loader, types, new PythonUdf(spec)),
                            spec.signature().result());
        } catch (InvocationTargetException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalStateException(unknown);
        }
    }

    @Override
    public @Nullable Object invoke(
            Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method.getName(), arguments);
        }
        return call(arguments == null ? new Object[0] : arguments);
    }

    private Object ofObject(Object proxy, String method, @Nullable Object @Nullable [] arguments) {
        return switch (method) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> spec.name();
        };
    }

    private @Nullable Object call(@Nullable Object[] arguments) {
        Signature signature = spec.signature();
        @Nullable Object[] converted = new Object[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] != null) {
                    DataType type = signature.parameters().get(i);
                    Object inner = CatalystTypeConverters.convertToCatalyst(arguments[i]);
                    converted[i] = Values.toPython(Values.cast(inner, type), type);
                } else if (!signature.nullables().get(i)) {
                    return null;
                }
            }
            Object result = Values.fromPython(ready().apply(converted), signature.result());
            return CatalystTypeConverters.convertToScala(result, signature.result());
        } catch (RuntimeException failure) {
            throw spec.failed(failure, arguments);
        }
    }

    private Function<Object[], @Nullable Object> ready() {
        Function<Object[], @Nullable Object> ready = function;
        if (ready == null) {
            ready = spec.scalar();
            function = ready;
        }
        return ready;
    }
}
