package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import dev.justjit.record.JavaCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** One thread's memory for one call by machine code at a time: arguments there, the result back. */
final class Exchange {
    private static final int SIGNATURE_MASK =
            (1 << JavaCall.KIND_BITS * JavaCall.SIGNATURE_KINDS) - 1;

    private final Caller caller;
    private final ByteBuffer memory;
    final long address;

    /** Of the arguments that {@link #put} took. */
    private long signature;

    private long first;

    private long second;

    /**
     * @param state the thread's {@code PyThreadState}
     */
    Exchange(Caller caller, long state) {
        this.caller = caller;
        memory = ByteBuffer.allocateDirect(JavaCall.EXCHANGE_BYTES).order(ByteOrder.nativeOrder());
        address = Native.address(memory);
        memory.putLong(JavaCall.STATE, state);
    }

    /**
     * Takes arguments as they are given in Java; false if they are not simple (numbers, Boolean, null), or too many.
     */
    boolean put(@Nullable Object @Nullable [] arguments) {
        if (arguments == null || arguments.length > JavaCall.MOST) {
            return false;
        }
        int count = arguments.length;
        long kinds = 0;
        for (int i = 0; i < count; i++) {
            Object value = arguments[i];
            int kind = kind(value);
            if (kind == 0) {
                return false;
            }
            kinds |= (long) kind << JavaCall.KIND_BITS * i;
            long word = kind == JavaCall.NONE ? 0 : word(value, kind);
            if (i == 0) {
                first = word;
            } else if (i == 1) {
                second = word;
            } else {
                put(i, word);
            }
        }
        if (count > JavaCall.SIGNATURE_KINDS) {
            kinds(kinds);
            kinds &= SIGNATURE_MASK;
        }
        signature = count | kinds << JavaCall.COUNT_BITS;
        return true;
    }

    private static int kind(@Nullable Object value) {
        if (value == null) {
            return JavaCall.NONE;
        }
        Class<?> type = value.getClass();
        if (type == Integer.class || type == Long.class) {
            return JavaCall.INT;
        } else if (type == Double.class || type == Float.class) {
            return JavaCall.DOUBLE;
        } else if (type == Boolean.class) {
            return JavaCall.BOOL;
        }
        return type == Short.class || type == Byte.class ? JavaCall.INT : 0;
    }

    private static long word(@Nullable Object value, int kind) {
        if (value instanceof Integer number) {
            return number;
        } else if (value instanceof Number number) {
            return kind == JavaCall.INT
                    ? number.longValue()
                    : Double.doubleToRawLongBits(number.doubleValue());
        }
        return Boolean.TRUE.equals(value) ? 1 : 0;
    }

    /**
     * Calls with what {@link #put} took.
     *
     * @return the result as a Java value
     * @throws PythonException if it raises
     */
    @Nullable Object call(Python python, Target target) {
        long shape = signature << JavaCall.SIGNATURE_SHIFT;
        long result = target.call(this, shape, first, second);
        return result != JavaCall.NO_INT ? (Object) result : outcome(python);
    }

    /** The same; the result is an object, a new reference. */
    long callForObject(Target target) {
        long flagged = signature | JavaCall.WANTS_OBJECT;
        target.call(this, flagged << JavaCall.SIGNATURE_SHIFT, first, second);
        check(status());
        return memory.getLong(JavaCall.VALUE);
    }

    /** The arguments after the second one, and the kinds of all. */
    void put(long kinds, long[] rest) {
        for (int i = 0; i < rest.length; i++) {
            put(2 + i, rest[i]);
        }
        kinds(kinds);
    }

    private void put(int number, long word) {
        memory.putLong(JavaCall.ARGUMENTS + Long.BYTES * number, word);
    }

    private void kinds(long kinds) {
        memory.putLong(JavaCall.KINDS, kinds);
    }

    /** What became of the last call: a kind or a code of {@link JavaCall}, with flags. */
    int status() {
        return (int) memory.getLong(JavaCall.STATUS);
    }

    /**
     * The result of the last call, as a Java value.
     *
     * @throws PythonException if it raised
     */
    @Nullable Object outcome(Python python) {
        int status = status();
        check(status);
        long value = memory.getLong(JavaCall.VALUE);
        return switch (status & JavaCall.STATUS_MASK) {
            case JavaCall.INT -> value;
            case JavaCall.DOUBLE -> Double.longBitsToDouble(value);
            case JavaCall.BOOL -> value != 0;
            case JavaCall.NONE -> null;
            default -> {
                try {
                    yield python.conversion().convert(value);
                } finally {
                    CApi.decRef(value);
                }
            }
        };
    }

    private void check(int status) {
        if ((status & JavaCall.HELD) != 0) {
            caller.holds();
        }
        int code = status & JavaCall.STATUS_MASK;
        if (code == JavaCall.ERROR) {
            throw Errors.take();
        } else if (code == JavaCall.CLOSED) {
            throw new IllegalStateException("the handle was closed");
        }
    }
}
