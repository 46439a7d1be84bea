package dev.justjit.api;

import dev.justjit.ffi.Native;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Arrays: at once where a buffer holds elements of just that form, else one by one. */
final class ArrayConversion {
    private static final long CHECK_BUFFER = Native.requireSymbol("PyObject_CheckBuffer");

    /** Formats of the module {@code struct} that are a Java type; the size decides among integers. */
    private static final Map<Class<?>, Set<Character>> FORMATS =
            Map.of(
                    byte.class, Set.of('b', 'B', 'c'),
                    short.class, Set.of('h'),
                    int.class, Set.of('i', 'l'),
                    long.class, Set.of('l', 'q', 'n'),
                    float.class, Set.of('f'),
                    double.class, Set.of('d'),
                    char.class, Set.of());

    private final Conversions conversions;

    ArrayConversion(Conversions conversions) {
        this.conversions = conversions;
    }

    /** An array of components of one type; needs the GIL. */
    Object convert(long object, Class<?> component) {
        if (component.isPrimitive() && (int) Native.call(CHECK_BUFFER, object) != 0) {
            Object copy = copy(object, component);
            if (copy != null) {
                return copy;
            }
        }
        if (component == byte.class && !isSequence(object)) {
            throw Conversions.mismatch(object, "bytes");
        }
        List<@Nullable Object> elements = conversions.elements(object, component);
        Object array = Array.newInstance(component, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    /** A str would give its characters. */
    private static boolean isSequence(long object) {
        return !Errors.typeName(object).equals("str");
    }

    private @Nullable Object copy(long object, Class<?> component) {
        try (PyBuffer buffer = PyBuffer.of(conversions.python(), object)) {
            String format = buffer.format();
            boolean fits =
                    format.length() == 1
                            && FORMATS.getOrDefault(component, Set.of()).contains(format.charAt(0))
                            && buffer.itemSize() == size(component);
            return fits ? buffer.copyOut(component) : null;
        } catch (PythonException notContiguous) {
            return null;
        }
    }

    private static int size(Class<?> component) {
        if (component == byte.class) {
            return Byte.BYTES;
        } else if (component == short.class) {
            return Short.BYTES;
        } else if (component == int.class || component == float.class) {
            return Integer.BYTES;
        }
        return Long.BYTES;
    }
}
