package dev.justjit.debuginfo;

import dev.justjit.attach.Jit;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;

/** Switches on what the user has asked for: {@code JUSTJIT_PERF}, {@code JUSTJIT_GDB}, {@code -X perf}. */
public final class DebugInfo {
    private static final String MODULE = "justjit._debuginfo";

    private DebugInfo() {}

    /** Observes the compiler, if anybody wants it. Needs the GIL; runs Python then. */
    public static void observe(Jit jit) {
        if (isAsked("JUSTJIT_PERF") || isAsked("JUSTJIT_GDB") || jit.hasStackTrampoline()) {
            long block = begin();
            if (block != 0) {
                observe(jit, block);
            }
        }
    }

    private static boolean isAsked(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isEmpty();
    }

    private static long begin() {
        long function = CApi.importAttribute(MODULE, "begin");
        long result = function == 0 ? 0 : CApi.call(function);
        long block =
                result == 0
                        ? 0
                        : Native.call(Native.requireSymbol("PyLong_AsUnsignedLongLong"), result);
        if (result == 0) {
            Native.call(Native.requireSymbol("PyErr_WriteUnraisable"), function);
        }
        CApi.decRef(result);
        CApi.decRef(function);
        return block;
    }

    private static void observe(Jit jit, long block) {
        if (word(block, DebugBlock.PERF_MAP) != 0) {
            jit.observe(new PerfMap());
        }
        if (word(block, DebugBlock.JITDUMP) != 0) {
            String file = Native.cString(word(block, DebugBlock.JITDUMP));
            jit.observe(new JitDump(jit.isa(), block, file));
        }
        if (word(block, DebugBlock.GDB_DESCRIPTOR) != 0) {
            jit.observe(
                    new GdbInterface(
                            jit.isa(),
                            word(block, DebugBlock.GDB_DESCRIPTOR),
                            word(block, DebugBlock.GDB_REGISTER)));
        }
    }

    private static long word(long block, DebugBlock word) {
        return Native.getLong(block + word.offset());
    }
}
