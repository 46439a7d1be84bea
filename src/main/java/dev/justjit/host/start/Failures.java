package dev.justjit.host.start;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;

/** Messages about the main module's file, in the words of {@code python3}. */
final class Failures {
    private static final int CANNOT_OPEN = 2;

    private Failures() {}

    /** Sets an exception and returns 0. */
    static long set(String type, String message) {
        long text = Native.cString(message);
        long exception = Native.getLong(Native.requireSymbol(type));
        Native.call(Native.requireSymbol("PyErr_SetString"), exception, text);
        Native.free(text);
        return 0;
    }

    /** Reports the OSError that is set and returns the exit status. */
    static int openFailed(long fileName, InitConfig config) {
        long error = Native.call(Native.requireSymbol("PyErr_GetRaisedException"));
        long number = CApi.attribute(error, "errno");
        long text = CApi.attribute(error, "strerror");
        CApi.clearError();
        long program = config.string(InitConfig.PROGRAM_NAME);
        long directory = Native.getLong(Native.requireSymbol("PyExc_IsADirectoryError"));
        long isInstance = Native.requireSymbol("PyObject_IsInstance");
        boolean isDirectory = (int) Native.call(isInstance, error, directory) == 1;
        long format =
                Native.cString(
                        isDirectory
                                ? "%S: %R is a directory, cannot continue\n"
                                : "%S: can't open file %R: [Errno %S] %S\n");
        long write = Native.requireSymbol("PySys_FormatStderr");
        Native.call(write, format, program, fileName, number, text);
        Native.free(format);
        CApi.decRef(program);
        CApi.decRef(text);
        CApi.decRef(number);
        CApi.decRef(error);
        return isDirectory ? 1 : CANNOT_OPEN;
    }

    /** Lets CPython run the file itself, which ends in the same error with its own wording. */
    static int reportSyntaxError(long fileName) {
        long encoded = Native.call(Native.requireSymbol("PyUnicode_EncodeFSDefault"), fileName);
        if (encoded == 0 || !isSyntaxError()) {
            return ExitStatus.report(false);
        }
        long exception = Native.call(Native.requireSymbol("PyErr_GetRaisedException"));
        long path = Native.call(Native.requireSymbol("PyBytes_AsString"), encoded);
        long mode = Native.cString("rb");
        long stream = Native.call(Native.requireSymbol("fopen"), path, mode);
        Native.free(mode);
        if (stream == 0) {
            CApi.decRef(encoded);
            Native.call(Native.requireSymbol("PyErr_SetRaisedException"), exception);
            return ExitStatus.report(false);
        }
        CApi.decRef(exception);
        Native.call(Native.requireSymbol("PyRun_SimpleFileExFlags"), stream, path, 1, 0);
        CApi.decRef(encoded);
        return 1;
    }

    private static boolean isSyntaxError() {
        long type = Native.getLong(Native.requireSymbol("PyExc_SyntaxError"));
        return (int) Native.call(Native.requireSymbol("PyErr_ExceptionMatches"), type) != 0;
    }
}
