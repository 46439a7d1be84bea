package dev.justjit.observe;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;

/**
 * Runs small compiled functions that leave to the interpreter in the middle, and compares results,
 * reference counts and recursion counters with those of the interpreter.
 */
public final class SelfTest {
    private static final String MODULE = "justjit._selftest";

    private SelfTest() {}

    /** Needs the GIL. "ok", or what is wrong. */
    public static String run() {
        long test = CApi.importAttribute(MODULE, "run");
        if (test == 0) {
            return problem();
        }
        long thread = Native.call(Native.requireSymbol("PyThreadState_GetUnchecked"));
        int recursion = Native.getInt(thread + ThreadState.PY_RECURSION_REMAINING);
        int recursionInC = Native.getInt(thread + ThreadState.C_RECURSION_REMAINING);
        long frame = Native.getLong(thread + ThreadState.CURRENT_FRAME);
        long answer = CApi.call(test);
        CApi.decRef(test);
        if (answer == 0) {
            return problem();
        }
        String text = CApi.text(answer);
        CApi.decRef(answer);
        if (Native.getInt(thread + ThreadState.PY_RECURSION_REMAINING) != recursion) {
            return "the recursion counter is off";
        }
        if (Native.getInt(thread + ThreadState.C_RECURSION_REMAINING) != recursionInC) {
            return "the counter of C recursion is off";
        }
        if (Native.getLong(thread + ThreadState.CURRENT_FRAME) != frame) {
            return "a frame was left behind";
        }
        return text;
    }

    private static String problem() {
        long exception = Native.call(Native.requireSymbol("PyErr_GetRaisedException"));
        long text = Native.call(Native.requireSymbol("PyObject_Repr"), exception);
        String message = CApi.text(text);
        CApi.decRef(text);
        CApi.decRef(exception);
        CApi.clearError();
        return "failed: " + message;
    }
}
