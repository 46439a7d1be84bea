package dev.justjit.api;

import dev.justjit.ffi.Native;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a call from Python to Java. All methods need the GIL.
 *
 * @param python whose objects they are
 * @param first address of the first one's address
 */
record Arguments(Python python, long first) {
    /** One of them, borrowed. */
    long object(int index) {
        return Native.getLong(first + (long) index * Long.BYTES);
    }

    /** One as a Java type; what does not fit is raised in Python as the error that it is there. */
    <T> @Nullable T as(int index, Class<T> type) {
        return convert(python, object(index), type);
    }

    /** An int that is one. */
    int number(int index) {
        Integer number = as(index, int.class);
        return number == null ? 0 : number;
    }

    static <T> @Nullable T convert(Python python, long object, Class<T> type) {
        try {
            return python.conversions().convert(object, type);
        } catch (ArithmeticException inexact) {
            throw new PythonRaise("PyExc_OverflowError", String.valueOf(inexact.getMessage()));
        } catch (ClassCastException | IllegalArgumentException other) {
            throw new PythonRaise("PyExc_TypeError", String.valueOf(other.getMessage()));
        }
    }
}
