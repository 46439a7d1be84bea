package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Python callable as a Java function. May be called from any number of threads at once; Python runs
 * one at a time. Close it like any {@link PyValue}.
 */
public final class PyFunction implements AutoCloseable {
    private final PyValue value;
    private final String name;

    PyFunction(PyValue value, String name) {
        this.value = value;
        this.name = name;
    }

    /** The callable's handle, which belongs to this function. */
    public PyValue value() {
        return value;
    }

    /**
     * Calls it on this thread and waits for the result.
     *
     * @param arguments null, Boolean, any integer or floating type, BigInteger, String, {@code byte[]},
     *     List, Set, array, Map, or a handle
     * @return the Java form of the result, see {@link PyValue#toJava}
     * @throws PythonException when Python raises
     * @throws IllegalArgumentException when an argument has no Python form
     */
    public @Nullable Object call(@Nullable Object... arguments) {
        Python python = value.python();
        Target target = value.target();
        if (target != null) {
            Caller thread = python.gil().caller();
            Exchange exchange = thread.begin();
            if (exchange != null) {
                try {
                    if (exchange.put(arguments)) {
                        return exchange.call(python, target);
                    }
                } finally {
                    thread.leave();
                }
            }
        }
        Caller caller = python.gil().enter();
        try {
            long result = value.callRaw(caller, arguments);
            try {
                return python.conversion().convert(result);
            } finally {
                CApi.decRef(result);
            }
        } finally {
            caller.leave();
        }
    }

    /**
     * Calls it with keyword arguments after the others.
     *
     * @param keywords by name, in their order
     * @return the Java form of the result, see {@link PyValue#toJava}
     * @throws PythonException when Python raises
     * @throws IllegalArgumentException when an argument has no Python form
     */
    public @Nullable Object callWith(
            Map<String, ? extends @Nullable Object> keywords, @Nullable Object... arguments) {
        try (PyValue result = value.callWith(keywords, arguments)) {
            return result.toJava();
        }
    }

    /** The callable as a Java interface, see {@link PyValue#as}; it stays usable when this is closed. */
    public <T> T as(Class<T> type) {
        return Objects.requireNonNull(value.as(type));
    }

    @Override
    public String toString() {
        return "Python function " + name;
    }

    @Override
    public void close() {
        value.close();
    }
}
