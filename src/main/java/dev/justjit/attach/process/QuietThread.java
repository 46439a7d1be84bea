package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.ffi.Native;

/**
 * The calling thread while the compiler attaches in the middle of a program: the Python that runs then is not the
 * program's, so tools are told nothing of it (CPython counts it as code of a tool), and a program that has used up
 * its recursion has some left for it.
 */
public final class QuietThread implements Runnable {
    private static final int RECURSION = 50;

    private final Runnable work;

    /** A thread that is not started yet. */
    public QuietThread(Runnable work) {
        this.work = work;
    }

    /** Does the work so. Needs the GIL. */
    @Override
    public void run() {
        long thread = Native.call(Objects.function(Helper.PYTHREADSTATE_GET));
        change(thread, 1);
        try {
            work.run();
        } finally {
            change(thread, -1);
        }
    }

    private static void change(long thread, int sign) {
        add(thread + ThreadState.TRACING, sign);
        add(thread + ThreadState.PY_RECURSION_REMAINING, sign * RECURSION);
        add(thread + ThreadState.C_RECURSION_REMAINING, sign * RECURSION);
    }

    private static void add(long address, int number) {
        Native.putInt(address, Native.getInt(address) + number);
    }
}
