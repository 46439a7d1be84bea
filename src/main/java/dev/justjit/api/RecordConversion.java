package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Records: each component is the item of a dict, or the attribute of any other object, of the same name. */
final class RecordConversion {
    private static final long DICT = Native.requireSymbol("PyDict_Type");

    private final Conversions conversions;

    RecordConversion(Conversions conversions) {
        this.conversions = conversions;
    }

    /** A record of that class; needs the GIL. */
    Object convert(long object, Class<?> type) {
        boolean items = ObjectProtocol.isInstance(object, DICT);
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String name = components[i].getName();
            long value =
                    items
                            ? ObjectProtocol.item(object, name)
                            : ObjectProtocol.attribute(object, name);
            try {
                values[i] = conversions.convert(value, types[i]);
            } finally {
                CApi.decRef(value);
            }
        }
        return make(type, types, values);
    }

    private static Object make(Class<?> type, Class<?>[] types, @Nullable Object[] values) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalArgumentException(refused.getCause());
        } catch (ReflectiveOperationException | RuntimeException inaccessible) {
            throw new IllegalArgumentException(
                    "the record " + type.getName() + " cannot be made: " + inaccessible,
                    inaccessible);
        }
    }
}
