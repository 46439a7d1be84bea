package dev.justjit.attach;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.ffi.Native;
import org.jspecify.annotations.Nullable;

/** Code that is refused by its flags, before anything else is looked at. */
final class Eligibility {
    private Eligibility() {}

    /** The reason, or null if the code may be compiled. */
    static @Nullable String refusal(long code) {
        int flags = Native.getInt(code + PyCode.FLAGS);
        if (Native.getLong(code + PyCode.EXECUTORS) != 0) {
            return "this build of Python has a second tier";
        }
        if ((flags & PyCode.CO_ASYNC_GENERATOR) != 0) {
            return "async generators are not compiled";
        }
        if ((flags & PyCode.CO_COROUTINE) != 0) {
            return "coroutines are not compiled";
        }
        if ((flags & PyCode.CO_GENERATOR) != 0) {
            return "generators are not compiled";
        }
        return null;
    }
}
