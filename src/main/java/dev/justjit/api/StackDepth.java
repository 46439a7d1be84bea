package dev.justjit.api;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.ffi.Native;

/**
 * How deep C code may recurse on this thread. CPython thinks that every thread has a stack of many
 * megabytes; Java's have one. With fewer levels, runaway recursion ends in a RecursionError and not in
 * the end of the process.
 */
final class StackDepth {
    /** What one level of recursion through C code may take of the stack, with a margin. */
    private static final long LEVEL_BYTES = 1000;

    /** Stack left for Java and for C code that does not count its levels. */
    private static final long RESERVE_BYTES = 160 << 10;

    private static final int ATTRIBUTE_BYTES = 64;

    private StackDepth() {}

    /** The levels of recursion that fit the stack of this thread, at most CPython's own limit. */
    static int levels() {
        long attributes = Native.allocate(ATTRIBUTE_BYTES);
        long size = Native.allocate(Long.BYTES);
        long start = Native.allocate(Long.BYTES);
        long self = Native.call(Native.requireSymbol("pthread_self"));
        long get = Native.requireSymbol("pthread_getattr_np");
        long bytes = 1 << 20;
        if ((int) Native.call(get, self, attributes) == 0) {
            Native.call(Native.requireSymbol("pthread_attr_getstack"), attributes, start, size);
            bytes = Native.getLong(size);
            Native.call(Native.requireSymbol("pthread_attr_destroy"), attributes);
        }
        Native.free(start);
        Native.free(size);
        Native.free(attributes);
        long fitting = Math.max(1, (bytes - RESERVE_BYTES) / LEVEL_BYTES);
        return (int) Math.min(ThreadState.C_RECURSION_LIMIT, fitting);
    }

    /** Gives a new thread state that many levels. */
    static void limit(long threadState, int levels) {
        if (levels < ThreadState.C_RECURSION_LIMIT) {
            Native.putInt(threadState + ThreadState.C_RECURSION_REMAINING, levels);
        }
    }
}
