package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.CApi;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A handle on one Python object. It keeps the object alive until it is closed; a handle that is never
 * closed keeps it until Python ends. Handles may be used and closed on any thread, and closing after
 * the end of Python does nothing.
 *
 * <p>All methods throw {@link PythonException} for what Python raises, and
 * {@link IllegalStateException} when the handle or Python is closed.
 */
public final class PyValue implements AutoCloseable {
    private final Python python;
    private long address;

    /** Takes over a reference. */
    PyValue(Python python, long address) {
        this.python = python;
        this.address = address;
    }

    /** The object; needs the GIL, which also guards the field. */
    long address() {
        if (address == 0) {
            throw new IllegalStateException("the handle was closed");
        }
        return address;
    }

    Python python() {
        return python;
    }

    /**
     * The Java form: null, Boolean, Long or BigInteger, Double, String, {@code byte[]}, List, Map (all
     * of them copies), or a new handle for an object of another type.
     */
    public @Nullable Object toJava() {
        long token = python.gil().enter();
        try {
            return python.conversion().convert(address());
        } finally {
            python.gil().leave(token);
        }
    }

    /**
     * An int that fits 64 bits.
     *
     * @throws ClassCastException when it is not an int
     * @throws ArithmeticException when it does not fit
     */
    public long asLong() {
        Number value = as(Number.class);
        if (value instanceof BigInteger big) {
            return big.longValueExact();
        }
        return value instanceof Long ? value.longValue() : (Long) (Object) value;
    }

    /**
     * A float or int as a double.
     *
     * @throws ClassCastException when it is neither
     */
    public double asDouble() {
        return as(Number.class).doubleValue();
    }

    /**
     * A bool.
     *
     * @throws ClassCastException when it is not a bool
     */
    public boolean asBoolean() {
        return as(Boolean.class);
    }

    /**
     * A str; use {@link #toString} for the text of other objects.
     *
     * @throws ClassCastException when it is not a str
     */
    public String asString() {
        return as(String.class);
    }

    private <T> T as(Class<T> type) {
        Object value = toJava();
        if (!type.isInstance(value)) {
            if (value instanceof PyValue handle) {
                handle.close();
            }
            throw new ClassCastException(
                    "a Python " + typeName() + " is not a " + type.getSimpleName());
        }
        return type.cast(value);
    }

    /** Name of the object's type, without its module. */
    public String typeName() {
        long token = python.gil().enter();
        try {
            return Errors.typeName(address());
        } finally {
            python.gil().leave(token);
        }
    }

    /** An attribute, as a new handle. */
    public PyValue attribute(String name) {
        long token = python.gil().enter();
        try {
            return new PyValue(python, Errors.check(CApi.attribute(address(), name)));
        } finally {
            python.gil().leave(token);
        }
    }

    /** Calls the object with converted arguments; the result is a new handle. */
    public PyValue call(@Nullable Object... arguments) {
        long token = python.gil().enter();
        try {
            return new PyValue(python, callRaw(arguments));
        } finally {
            python.gil().leave(token);
        }
    }

    /** A new reference to the result; needs the GIL. */
    long callRaw(@Nullable Object[] arguments) {
        long tuple = ToPython.tuple(Arrays.asList(arguments));
        // its own reference: another thread may close the handle while the call runs
        long callable = address == 0 ? 0 : CApi.incRef(address);
        try {
            return Errors.check(
                    Native.call(Native.requireSymbol("PyObject_CallObject"), address(), tuple));
        } finally {
            CApi.decRef(callable);
            CApi.decRef(tuple);
        }
    }

    /** The object's {@code str()}; a note when the handle or Python is closed. */
    @Override
    public String toString() {
        if (python.isClosed()) {
            return "(Python was closed)";
        }
        long token = python.gil().enter();
        try {
            return address == 0 ? "(closed)" : Errors.str(address);
        } finally {
            python.gil().leave(token);
        }
    }

    /** Lets the object go; later calls do nothing. */
    @Override
    public void close() {
        if (python.isClosed()) {
            return;
        }
        long token;
        try {
            token = python.gil().enter();
        } catch (IllegalStateException closedMeanwhile) {
            return;
        }
        try {
            long object = address;
            address = 0;
            CApi.decRef(object);
        } finally {
            python.gil().leave(token);
        }
    }
}
