package dev.justjit.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code java.lang.foreign} of Java 22 and newer, by reflection: this is compiled for Java 17. */
final class Segments {
    private static final int SINCE = 22;
    private static final @Nullable Segments PRESENT = find();

    private final Class<?> segment;
    private final Class<?> arena;

    private Segments(Class<?> segment, Class<?> arena) {
        this.segment = segment;
        this.arena = arena;
    }

    private static @Nullable Segments find() {
        if (Runtime.version().feature() < SINCE) {
            return null;
        }
        try {
            return new Segments(
                    Class.forName("java.lang.foreign.MemorySegment"),
                    Class.forName("java.lang.foreign.Arena"));
        } catch (ClassNotFoundException without) {
            return null;
        }
    }

    /** Memory that a {@code MemorySegment} describes. */
    record Memory(long address, long size, boolean readOnly) {}

    /**
     * What an object describes, if it is a segment; else null.
     *
     * @throws IllegalArgumentException when it is one on Java's heap
     */
    static @Nullable Memory of(Object object) {
        Segments present = PRESENT;
        if (present == null || !present.segment.isInstance(object)) {
            return null;
        }
        if (!(Boolean) present.ask(object, "isNative")) {
            throw new IllegalArgumentException(
                    "a MemorySegment on Java's heap cannot be shared: Java moves it; use a native one");
        }
        return new Memory(
                (Long) present.ask(object, "address"),
                (Long) present.ask(object, "byteSize"),
                (Boolean) present.ask(object, "isReadOnly"));
    }

    private Object ask(Object of, String method) {
        return invoke(method(segment, method), of);
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static Object invoke(Method method, @Nullable Object on, @Nullable Object... with) {
        try {
            return method.invoke(on, with);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(thrown.getCause());
        } catch (IllegalAccessException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** A new scope for memory of others; null where Java has none. */
    static @Nullable Scope scope() {
        Segments present = PRESENT;
        return present == null ? null : present.new Scope();
    }

    /** Buffers that can be used, on any thread, until this is closed. */
    final class Scope {
        private final Object shared = invoke(method(arena, "ofShared"), null);

        /** A buffer over memory that stays the caller's. */
        ByteBuffer buffer(long address, long size) {
            Object at = invoke(method(segment, "ofAddress", long.class), null, address);
            Method limit = method(segment, "reinterpret", long.class, arena, Consumer.class);
            Object memory = invoke(limit, at, size, shared, null);
            return (ByteBuffer) ask(memory, "asByteBuffer");
        }

        /** From now on they throw IllegalStateException. */
        void close() {
            invoke(method(arena, "close"), shared);
        }
    }
}
