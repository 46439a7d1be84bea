package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.CApi;
import java.math.BigInteger;
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
    private static final long VECTORCALL = Native.requireSymbol("PyObject_Vectorcall");

    /** {@code PY_VECTORCALL_ARGUMENTS_OFFSET}. */
    private static final long ARGUMENTS_OFFSET = Long.MIN_VALUE;

    private final Python python;

    /** 0: closed. */
    private long address;

    /** Calls that use the object; the last one lets it go if the handle was closed meanwhile. */
    private int pins;

    /** Calls the long way; after the second one there is a target. */
    private int calls;

    /** For calls by machine code, or null. */
    private @Nullable Target target;

    /** Takes over a reference. */
    PyValue(Python python, long address) {
        this.python = python;
        this.address = address;
    }

    /** The object; needs the GIL, which also guards the fields. */
    long address() {
        if (address == 0) {
            throw new IllegalStateException("the handle was closed");
        }
        return address;
    }

    Python python() {
        return python;
    }

    /** What machine code calls, or null: not yet, or there is none. */
    @Nullable Target target() {
        return target;
    }

    /**
     * The Java form: null, Boolean, Long or BigInteger, Double, String, {@code byte[]}, List, Set, Map
     * (all of them copies), or a new handle for an object of another type.
     */
    public @Nullable Object toJava() {
        Caller caller = python.gil().enter();
        try {
            return python.conversion().convert(address());
        } finally {
            caller.leave();
        }
    }

    /**
     * An int that fits 64 bits.
     *
     * @throws ClassCastException when it is not an int
     * @throws ArithmeticException when it does not fit
     */
    public long asLong() {
        Object value = toJava();
        if (value instanceof BigInteger big) {
            return big.longValueExact();
        } else if (value instanceof Long number) {
            return number;
        }
        throw mismatch(value, "an int");
    }

    /**
     * A float or int as a double.
     *
     * @throws ClassCastException when it is neither
     * @throws ArithmeticException when it is an int beyond the largest double
     */
    public double asDouble() {
        Object value = toJava();
        if (!(value instanceof Number number)) {
            throw mismatch(value, "a float or an int");
        }
        double result = number.doubleValue();
        if (Double.isInfinite(result) && number instanceof BigInteger) {
            throw new ArithmeticException("the int is too large for a double");
        }
        return result;
    }

    /**
     * A bool.
     *
     * @throws ClassCastException when it is not a bool
     */
    public boolean asBoolean() {
        return as(Boolean.class, "a bool");
    }

    /**
     * A str; use {@link #toString} for the text of other objects.
     *
     * @throws ClassCastException when it is not a str
     */
    public String asString() {
        return as(String.class, "a str");
    }

    private <T> T as(Class<T> type, String name) {
        Object value = toJava();
        if (!type.isInstance(value)) {
            throw mismatch(value, name);
        }
        return type.cast(value);
    }

    private ClassCastException mismatch(@Nullable Object value, String wanted) {
        if (value instanceof PyValue handle) {
            handle.close();
        }
        return new ClassCastException("a Python " + typeName() + " is not " + wanted);
    }

    /** Name of the object's type, without its module. */
    public String typeName() {
        Caller caller = python.gil().enter();
        try {
            return Errors.typeName(address());
        } finally {
            caller.leave();
        }
    }

    /** An attribute, as a new handle. */
    public PyValue attribute(String name) {
        Caller caller = python.gil().enter();
        try {
            return new PyValue(python, Errors.check(CApi.attribute(address(), name)));
        } finally {
            caller.leave();
        }
    }

    /** Calls the object with converted arguments; the result is a new handle. */
    public PyValue call(@Nullable Object... arguments) {
        Target ready = target;
        if (ready != null) {
            Caller thread = python.gil().caller();
            Exchange exchange = thread.begin();
            if (exchange != null) {
                try {
                    if (exchange.put(arguments)) {
                        return new PyValue(python, exchange.callForObject(ready));
                    }
                } finally {
                    thread.leave();
                }
            }
        }
        Caller caller = python.gil().enter();
        try {
            return new PyValue(python, callRaw(caller, arguments));
        } finally {
            caller.leave();
        }
    }

    /** A new reference to the result; needs the GIL. */
    long callRaw(Caller caller, @Nullable Object @Nullable [] arguments) {
        if (arguments == null) {
            throw new IllegalArgumentException(
                    "the array of arguments is null; one argument None is call((Object) null)");
        }
        int count = arguments.length;
        long callable = address();
        expectMore(callable);
        // the word before the arguments is the callee's to use
        long words = caller.takeWords(count + 1);
        long first = words + Long.BYTES;
        int converted = 0;
        // another thread may close the handle while the call runs
        pins++;
        try {
            while (converted < count) {
                long argument = ToPython.convert(arguments[converted]);
                Native.putLong(first + (long) converted++ * Long.BYTES, argument);
            }
            return Errors.check(
                    Native.call(VECTORCALL, callable, first, count | ARGUMENTS_OFFSET, 0));
        } finally {
            while (converted > 0) {
                CApi.decRef(Native.getLong(first + (long) --converted * Long.BYTES));
            }
            caller.giveWords(words, count + 1);
            unpin(callable);
        }
    }

    /** Who calls twice will call again. */
    private void expectMore(long callable) {
        if (target == null && ++calls > 1 && python.crossing().open()) {
            target = new Target(callable);
        }
    }

    private void unpin(long object) {
        if (--pins == 0 && address == 0) {
            CApi.decRef(object);
        }
    }

    /** The object's {@code str()}; a note when the handle or Python is closed. */
    @Override
    public String toString() {
        if (python.isClosed()) {
            return "(Python was closed)";
        }
        Caller caller = python.gil().enter();
        try {
            return address == 0 ? "(closed)" : Errors.str(address);
        } finally {
            caller.leave();
        }
    }

    /** Lets the object go; later calls do nothing. */
    @Override
    public void close() {
        if (python.isClosed()) {
            return;
        }
        Caller caller;
        try {
            caller = python.gil().enter();
        } catch (IllegalStateException closedMeanwhile) {
            return;
        }
        try {
            long object = address;
            address = 0;
            if (target != null) {
                target.close();
            }
            if (pins == 0) {
                CApi.decRef(object);
            }
        } finally {
            caller.leave();
        }
    }
}
