package dev.justjit.flight;

import dev.justjit.ffi.Native;

/** Calls that may wait for the GIL, as events. Apart from who makes them: it loads {@code jdk.jfr}. */
public final class GilWaits {
    private GilWaits() {}

    /** Calls a C function. */
    public static long call(long function) {
        GilWaitEvent event = new GilWaitEvent();
        event.begin();
        long result = Native.call(function);
        event.commit();
        return result;
    }

    /** Calls a C function of one word. */
    public static long call(long function, long argument) {
        GilWaitEvent event = new GilWaitEvent();
        event.begin();
        long result = Native.call(function, argument);
        event.commit();
        return result;
    }
}
