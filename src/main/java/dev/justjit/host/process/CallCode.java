package dev.justjit.host.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machine code for calls from Java, which a compiler offers. Its memory layouts are in {@code record.JavaCall}. */
public interface CallCode {
    /** Address of the native method {@code (exchange, target and signature, argument, argument)}. */
    long method();

    /**
     * Compiles a function for arguments of these kinds, to be called with registers. Needs the GIL, and runs no
     * Python.
     *
     * @param function a Python function
     */
    Entry compile(long function, List<Integer> kinds);

    /** A function's machine code, or why there is none. */
    interface Entry {
        /** For the target; 0 if there is none. */
        long address();

        /** The same without the GIL; 0 if it needs it. Threads are inside without it until they say that they are not. */
        long freeAddress();

        /** Why there is none, or null. */
        @Nullable String refusal();

        /** Gives its memory back. Needs the GIL; no target names it any more, and no thread is inside. */
        void free();
    }
}
