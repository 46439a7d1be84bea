package dev.justjit.host;

import dev.justjit.ffi.Native;
import dev.justjit.host.fork.ForkWarningFilter;
import dev.justjit.host.process.CApi;
import dev.justjit.host.process.CodePage;
import dev.justjit.host.process.ImportSlot;
import dev.justjit.host.process.JffiLibrary;
import dev.justjit.host.signal.SignalMask;

/**
 * The python3.13 that this JVM was made in, by a thread of {@code justjit._service}. Python is the program, and is
 * its own in everything: signals, streams, its end. Here is what the JVM has to know of it.
 */
public final class StockHost {
    private StockHost() {}

    /** Makes native calls possible. To be called before any; needs no GIL. */
    public static void prepare() {
        JffiLibrary.prepare();
    }

    /**
     * Gives the program a {@code sigaction} that keeps the JVM's handlers of SIGSEGV, SIGBUS, SIGFPE and SIGILL:
     * {@code faulthandler} and {@code signal} call it. Needs no GIL.
     *
     * @param replacement a C function with the signature of {@code sigaction}
     * @return false when the program's calls cannot be led there
     */
    public static boolean guardFatalSignals(long replacement) {
        long slot = ImportSlot.findAround(Native.requireSymbol("PyOS_setsig"), "sigaction");
        return slot != 0 && CodePage.redirect(slot, replacement);
    }

    /** Leads Python's calls of {@code close_range} to other machine code, if it has any. */
    public static void replaceCloseRange(long replacement) {
        long slot = ImportSlot.findAround(Native.requireSymbol("PyOS_setsig"), "close_range");
        if (slot != 0) {
            CodePage.redirect(slot, replacement);
        }
    }

    /**
     * Python text that defines the function {@code spare_fork_warnings}: it keeps threads that are not Python's from
     * making {@code os.fork()} warn.
     */
    public static String forkWarningFilter() {
        return ForkWarningFilter.SOURCE;
    }

    /**
     * Has a C function called by a thread that runs Python, as soon as there is one. Needs no GIL.
     *
     * @param mainOnly whether it has to be the main thread
     * @return false when too many wait already
     */
    public static boolean callSoon(long function, boolean mainOnly) {
        long interpreter = Native.call(Native.requireSymbol("PyInterpreterState_Main"));
        long refused =
                Native.call(
                        Native.requireSymbol("_PyEval_AddPendingCall"),
                        interpreter,
                        function,
                        0,
                        mainOnly ? 1 : 0);
        return (int) refused == 0;
    }

    /** Whether Python code is running in the calling thread; needs the GIL. */
    public static boolean runsPython() {
        return Native.call(Native.requireSymbol("PyEval_GetFrame")) != 0;
    }

    /**
     * Does something while signals wait that Python handles: a handler that raises would raise in it. They are
     * delivered after it, if the calling thread is the one that takes them. Needs the GIL.
     */
    public static void withoutSignals(Runnable work) {
        int held = SignalMask.block(SignalMask.PYTHON | SignalMask.QUIT | SignalMask.USER_2);
        try {
            work.run();
        } finally {
            SignalMask.unblock(held);
        }
    }

    /** No exception is set any more. */
    public static void forgetError() {
        CApi.clearError();
    }

    /** Calls a function of a module; what it raises is reported as Python reports it in a finalizer. */
    public static void tell(String module, String function) {
        tell(CApi.importAttribute(module, function), 0);
    }

    /** The same for a function of one string. */
    public static void tell(String module, String function, String argument) {
        long text = CApi.unicode(argument);
        tell(CApi.importAttribute(module, function), text);
        CApi.decRef(text);
    }

    private static void tell(long callable, long argument) {
        long result = 0;
        if (callable != 0) {
            result = argument == 0 ? CApi.call(callable) : CApi.call(callable, argument);
        }
        if (result == 0) {
            Native.call(Native.requireSymbol("PyErr_WriteUnraisable"), callable);
        }
        CApi.decRef(result);
        CApi.decRef(callable);
    }
}
