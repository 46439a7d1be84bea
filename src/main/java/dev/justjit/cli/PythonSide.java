package dev.justjit.cli;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;

/** Commands whose work is done in Python, by {@code justjit._commands}. */
final class PythonSide {
    private static final String MODULE = "justjit._commands";

    private PythonSide() {}

    /**
     * Calls a function of the module with one string. Needs the GIL.
     *
     * @return the string it returns
     * @throws IllegalArgumentException with its message when it raises ValueError
     * @throws IllegalStateException when it raises anything else
     */
    static String text(String function, String argument) {
        long callable = CApi.importAttribute(MODULE, function);
        if (callable == 0) {
            throw failure();
        }
        long text = CApi.unicode(argument);
        long result = CApi.call(callable, text);
        CApi.decRef(text);
        CApi.decRef(callable);
        if (result == 0) {
            throw failure();
        }
        String answer = CApi.text(result);
        CApi.decRef(result);
        return answer;
    }

    private static RuntimeException failure() {
        long exception = Native.call(Native.requireSymbol("PyErr_GetRaisedException"));
        long text = Native.call(Native.requireSymbol("PyObject_Str"), exception);
        String message = text == 0 ? "an error without text" : CApi.text(text);
        int matches =
                (int)
                        Native.call(
                                Native.requireSymbol("PyErr_GivenExceptionMatches"),
                                exception,
                                Native.getLong(Native.requireSymbol("PyExc_ValueError")));
        CApi.decRef(text);
        CApi.decRef(exception);
        CApi.clearError();
        return matches == 1
                ? new IllegalArgumentException(message)
                : new IllegalStateException(message);
    }
}
