package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.ffi.Native;

/**
 * Finds where CPython keeps the function that traces references, which is to see objects that machine code ends as
 * it sees others: {@code PyRefTracer_SetTracer} is asked to write a mark beside it, while it is NULL.
 */
public final class ReferenceTracer {
    /** Words of the runtime's state in which it is looked for. */
    public static final int WORDS = 1 << 13;

    private ReferenceTracer() {}

    /** The address of the function's word, or 0 where a tracer is active or exactly one word has not been found. */
    static long find() {
        long data = Native.allocate(Long.BYTES);
        long active = Native.call(Objects.function(Helper.PYREFTRACER_GETTRACER), data);
        long before = Native.getLong(data);
        long found = active == 0 ? findMark(data) : 0;
        if (active == 0) {
            Native.call(Objects.function(Helper.PYREFTRACER_SETTRACER), 0, before);
        }
        Native.free(data);
        return found;
    }

    private static long findMark(long mark) {
        long runtime = Native.requireSymbol("_PyRuntime");
        Native.call(Objects.function(Helper.PYREFTRACER_SETTRACER), 0, mark);
        long found = 0;
        for (int i = 1; i < WORDS; i++) {
            long address = runtime + (long) Long.BYTES * i;
            if (Native.getLong(address) == mark) {
                if (found != 0) {
                    return 0;
                }
                found = address - Long.BYTES;
            }
        }
        return found;
    }
}
