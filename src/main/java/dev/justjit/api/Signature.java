package dev.justjit.api;

import dev.justjit.record.JavaCall;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The methods of a functional interface that a bound function implements: one, or several that differ in their
 * types as generic interfaces and their heirs do.
 *
 * @param methods to implement; the first has the types that count
 */
record Signature(Class<?> type, List<Method> methods) {
    private static final String CLOSE = "close";

    /**
     * That of a functional interface.
     *
     * @throws IllegalArgumentException with the reason if it is none, or has types without a Python form
     */
    static Signature of(Class<?> type) {
        if (!type.isInterface() || type.isAnnotation()) {
            throw refused(type, "is no interface");
        } else if (type.isSealed()) {
            throw refused(type, "is sealed");
        }
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
                methods.add(method);
            }
        }
        if (methods.size() > 1) {
            methods.removeIf(Signature::isClose);
        }
        if (methods.isEmpty()) {
            throw refused(type, "has no abstract method");
        }
        for (int i = 1; i < methods.size(); i++) {
            if (isNarrower(methods.get(i), methods.get(0))) {
                Collections.swap(methods, 0, i);
            }
        }
        Method first = methods.get(0);
        for (Method method : methods) {
            if (!method.getName().equals(first.getName())
                    || method.getParameterCount() != first.getParameterCount()) {
                throw refused(
                        type,
                        "has more than one abstract method: "
                                + first.getName()
                                + " and "
                                + method.getName());
            }
            check(type, method);
        }
        return new Signature(type, List.copyOf(methods));
    }

    private static IllegalArgumentException refused(Class<?> type, String reason) {
        return new IllegalArgumentException(
                type.getName() + " " + reason + ": a functional interface is needed");
    }

    private static boolean isOfObject(Method method) {
        try {
            return Modifier.isPublic(
                    Object.class
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getModifiers());
        } catch (NoSuchMethodException own) {
            return false;
        }
    }

    private static boolean isClose(Method method) {
        return method.getName().equals(CLOSE) && method.getParameterCount() == 0;
    }

    /** Whether the result and all parameters of {@code a} are those of {@code b} or narrower. */
    private static boolean isNarrower(Method a, Method b) {
        if (a.getParameterCount() != b.getParameterCount()
                || !b.getReturnType().isAssignableFrom(a.getReturnType())) {
            return false;
        }
        for (int i = 0; i < a.getParameterCount(); i++) {
            if (!b.getParameterTypes()[i].isAssignableFrom(a.getParameterTypes()[i])) {
                return false;
            }
        }
        return true;
    }

    private static void check(Class<?> type, Method method) {
        for (Class<?> parameter : method.getParameterTypes()) {
            if (parameter == char.class) {
                throw noForm(type, "a parameter of type char");
            }
        }
        Class<?> result = method.getReturnType();
        boolean possible =
                result.isPrimitive()
                        ? result != char.class && result != float.class
                        : Results.isPossible(result);
        if (!possible) {
            throw noForm(type, "a result of type " + result.getTypeName());
        }
    }

    private static IllegalArgumentException noForm(Class<?> type, String what) {
        return new IllegalArgumentException(
                type.getName()
                        + " has "
                        + what
                        + ", which Python values are not turned into or from");
    }

    /** The type of the result. */
    Class<?> result() {
        return methods.get(0).getReturnType();
    }

    /** Whether all parameters are primitive and few enough to be passed as words. */
    boolean isPrimitive() {
        Class<?>[] parameters = methods.get(0).getParameterTypes();
        for (Class<?> parameter : parameters) {
            if (!parameter.isPrimitive()) {
                return false;
            }
        }
        return parameters.length <= JavaCall.MOST;
    }

    /** Of primitive parameters: their kinds, as in {@link JavaCall}. */
    List<Integer> kinds() {
        List<Integer> kinds = new ArrayList<>();
        for (Class<?> parameter : methods.get(0).getParameterTypes()) {
            kinds.add(
                    parameter == boolean.class
                            ? JavaCall.BOOL
                            : parameter == double.class || parameter == float.class
                                    ? JavaCall.DOUBLE
                                    : JavaCall.INT);
        }
        return kinds;
    }

    /** Whether what implements it may have a method {@code close} of ours. */
    boolean takesClose() {
        for (Method method : methods) {
            if (isClose(method)) {
                return false;
            }
        }
        for (Method method : type.getMethods()) {
            if (isClose(method) && !Modifier.isAbstract(method.getModifiers())) {
                return false;
            }
        }
        return true;
    }
}
