package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import org.jspecify.annotations.Nullable;

/** Turns the Python exception that is set into a Java one. All methods need the GIL. */
final class Errors {
    private static final long GET_RAISED = Native.requireSymbol("PyErr_GetRaisedException");
    private static final long STR = Native.requireSymbol("PyObject_Str");

    private Errors() {}

    /** Returns a new reference as it is, or throws what is set when it is 0. */
    static long check(long result) {
        if (result == 0) {
            throw take();
        }
        return result;
    }

    /** Takes the exception that is set. */
    static PythonException take() {
        long exception = Native.call(GET_RAISED);
        if (exception == 0) {
            return new PythonException(
                    ErrorReport.plain("SystemError", "no exception was set", null));
        }
        return ErrorReport.take(Python.current(), exception);
    }

    static String typeName(long object) {
        long type = Native.getLong(object + Long.BYTES);
        return textAndRelease(CApi.attribute(type, "__name__"));
    }

    /** {@code str(object)}; the empty string when that fails. */
    static String str(long object) {
        return textAndRelease(Native.call(STR, object));
    }

    private static String textAndRelease(long unicode) {
        if (unicode == 0) {
            CApi.clearError();
            return "";
        }
        Object text = FromPython.convertText(unicode);
        CApi.decRef(unicode);
        return String.valueOf(text);
    }

    /** For messages: a class's name, or null. */
    static String describe(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getTypeName();
    }
}
