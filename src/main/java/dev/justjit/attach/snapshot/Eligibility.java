package dev.justjit.attach.snapshot;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.compile.Compiler;
import dev.justjit.ffi.Native;
import org.jspecify.annotations.Nullable;

/** Code that is refused by its fields alone, without a snapshot. */
public final class Eligibility {
    private Eligibility() {}

    /** The reason, or null if the code may be compiled. */
    public static @Nullable String refusal(long code) {
        if (Native.getLong(code + PyCode.EXECUTORS) != 0) {
            return "this build of Python has a second tier";
        }
        return Compiler.refusal(Native.getInt(code + PyCode.FLAGS));
    }
}
