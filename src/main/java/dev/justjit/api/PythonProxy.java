package dev.justjit.api;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A Java interface that a Python object implements: by being called, or by its methods of the same names. */
final class PythonProxy implements InvocationHandler {
    private final PyValue value;

    /** The method that calls the object itself, or null. */
    private final @Nullable Method function;

    private PythonProxy(PyValue value, @Nullable Method function) {
        this.value = value;
        this.function = function;
    }

    /** An instance of the interface, which keeps the handle. */
    static Object of(PyValue value, Class<?> type) {
        Method single = FunctionalTypes.method(type);
        boolean calls =
                single != null && value.isCallable() && !value.hasAttribute(single.getName());
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                new PythonProxy(value, calls ? single : null));
    }

    /** The Python object behind a Java object; null if there is none. */
    static @Nullable PyValue valueOf(Object object) {
        boolean ours =
                Proxy.isProxyClass(object.getClass())
                        && Proxy.getInvocationHandler(object) instanceof PythonProxy;
        return ours ? ((PythonProxy) Proxy.getInvocationHandler(object)).value : null;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method.getName(), arguments);
        }
        if (function != null && method.getName().equals(function.getName())) {
            return result(value.call(arguments), method.getReturnType());
        }
        if (method.isDefault() && (function != null || !value.hasAttribute(method.getName()))) {
            return InvocationHandler.invokeDefault(proxy, method, given);
        }
        return result(value.invoke(method.getName(), arguments), method.getReturnType());
    }

    private static @Nullable Object result(PyValue result, Class<?> type) {
        try (result) {
            return type == void.class ? null : result.as(type);
        }
    }

    private Object ofObject(Object proxy, String method, @Nullable Object[] arguments) {
        return switch (method) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> value.toString();
        };
    }
}
