package dev.justjit.host.start;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import dev.justjit.host.process.Libc;

/** What becomes of an exception that reached the end of the main module. */
public final class ExitStatus {
    /** {@code Py_PRINT_RAW}: print with {@code str}. */
    private static final int PRINT_RAW = 1;

    private ExitStatus() {}

    /** Whether the exception that is set is a KeyboardInterrupt, not one of a subclass. */
    public static boolean isInterrupt() {
        long type = Native.getLong(Native.requireSymbol("PyExc_KeyboardInterrupt"));
        return CApi.errorOccurred() == type;
    }

    /**
     * Reports the exception that is set, as {@code python3} does, and gives the exit status. Unlike
     * {@code PyErr_Print} it never ends the process.
     *
     * @param inspect an interactive prompt follows: SystemExit is printed like any exception
     */
    public static int report(boolean inspect) {
        long systemExit = Native.getLong(Native.requireSymbol("PyExc_SystemExit"));
        long matches = Native.requireSymbol("PyErr_ExceptionMatches");
        if (inspect || (int) Native.call(matches, systemExit) == 0) {
            CApi.printError();
            return 1;
        }
        Libc.flushStreams();
        long exception = Native.call(Native.requireSymbol("PyErr_GetRaisedException"));
        long code = CApi.attribute(exception, "code");
        if (code == 0) {
            CApi.clearError();
            code = CApi.incRef(exception);
        }
        CApi.decRef(exception);
        int status = code == CApi.NONE ? 0 : numeric(code);
        CApi.decRef(code);
        return status;
    }

    private static int numeric(long code) {
        long type = Native.requireSymbol("PyObject_IsInstance");
        if ((int) Native.call(type, code, Native.requireSymbol("PyLong_Type")) == 1) {
            long value = Native.call(Native.requireSymbol("PyLong_AsLongLong"), code);
            if (CApi.errorOccurred() != 0) {
                CApi.clearError();
                return -1;
            }
            return (int) value;
        }
        CApi.clearError();
        printLine(code);
        return 1;
    }

    private static void printLine(long object) {
        long stream = CApi.sys("stderr");
        long write = Native.requireSymbol("PyFile_WriteObject");
        if (stream != 0 && stream != CApi.NONE) {
            if ((int) Native.call(write, object, stream, PRINT_RAW) < 0) {
                CApi.clearError();
            }
        } else {
            long cStream = Native.getLong(Native.requireSymbol("stderr"));
            Native.call(Native.requireSymbol("PyObject_Print"), object, cStream, PRINT_RAW);
            CApi.clearError();
        }
        long newline = Native.cString("\n");
        Native.call(Native.requireSymbol("PySys_WriteStderr"), newline);
        Native.free(newline);
    }

    /** Flushes sys.stderr and sys.stdout, keeping the exception that is set. */
    public static void flush() {
        long exception = Native.call(Native.requireSymbol("PyErr_GetRaisedException"));
        flush("stderr");
        flush("stdout");
        Native.call(Native.requireSymbol("PyErr_SetRaisedException"), exception);
    }

    private static void flush(String name) {
        long stream = CApi.sys(name);
        if (stream == 0 || stream == CApi.NONE) {
            return;
        }
        CApi.incRef(stream);
        long method = CApi.attribute(stream, "flush");
        long result = method == 0 ? 0 : CApi.call(method);
        CApi.clearError();
        CApi.decRef(result);
        CApi.decRef(method);
        CApi.decRef(stream);
    }
}
