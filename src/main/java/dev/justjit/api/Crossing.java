package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.HostHooks;
import dev.justjit.host.Startup;
import dev.justjit.host.process.CallCode;
import org.jspecify.annotations.Nullable;

/**
 * Native methods whose code is the compiler's: one way into Python, to a call, and back. Everything about their
 * arguments is in {@link dev.justjit.record.JavaCall}.
 */
final class Crossing {
    private static final String PARAMETERS = "(JJJJ)";

    private final @Nullable CallCode code;
    private boolean open;
    private @Nullable Binder binder;

    /**
     * @param hooks those with which Python has been started
     */
    Crossing(HostHooks hooks) {
        Startup startup = hooks.startup();
        code = startup == null ? null : startup.callCode();
    }

    /** Machine code for calls, or null: there is no compiler. */
    @Nullable CallCode code() {
        return code;
    }

    /** Makes the methods callable; false if there is no code for them. Needs the GIL. */
    boolean open() {
        if (!open && code != null) {
            Native.bind(Crossing.class, "call", PARAMETERS + "J", code.method());
            Native.bind(Crossing.class, "callForDouble", PARAMETERS + "D", code.method());
            open = true;
        }
        return open;
    }

    /** Made, and its classes loaded, when the first function is bound. */
    synchronized Binder binder(Python python) {
        if (binder == null) {
            binder = new Binder(python);
        }
        return binder;
    }

    /**
     * Calls what the target names; the thread has entered by {@link Caller#begin}.
     *
     * @param exchange address of the thread's memory for this call
     * @param target address of the target, and the signature in its upper bits
     * @param a the first argument, if there is one
     * @param b the second
     * @return the result if it is an int, else {@code JavaCall.NO_INT}
     */
    static native long call(long exchange, long target, long a, long b);

    /** The same, with the result if it is a double, else {@code JavaCall.NO_DOUBLE}. */
    static native double callForDouble(long exchange, long target, long a, long b);
}
