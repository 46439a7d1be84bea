package dev.justjit.api;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which Java interfaces are functions: they have one abstract method. */
final class FunctionalTypes {
    private FunctionalTypes() {}

    /** The one abstract method of an interface; null if it has none or several. */
    static @Nullable Method method(Class<?> type) {
        Method found = null;
        for (Method each : type.getMethods()) {
            if (Modifier.isAbstract(each.getModifiers()) && !isOfObject(each)) {
                if (found != null && !isSame(found, each)) {
                    return null;
                }
                found = found == null || each.getDeclaringClass() == type ? each : found;
            }
        }
        return found;
    }

    /** Such as {@code Comparator.equals}. */
    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException ofItsOwn) {
            return false;
        }
    }

    /** An interface may declare what it inherits again. */
    private static boolean isSame(Method one, Method other) {
        return one.getName().equals(other.getName())
                && one.getParameterCount() == other.getParameterCount();
    }

    /** The interface of a lambda expression or method reference; null for any other object. */
    static @Nullable Class<?> ofLambda(Object object) {
        Class<?> type = object.getClass();
        return type.isHidden() && type.isSynthetic() ? of(type.getInterfaces()) : null;
    }

    /** The only one of these that is a function, or null. */
    private static @Nullable Class<?> of(Class<?>[] interfaces) {
        Class<?>[] functions =
                Arrays.stream(interfaces)
                        .filter(each -> method(each) != null)
                        .toArray(Class<?>[]::new);
        return functions.length == 1 ? functions[0] : null;
    }
}
