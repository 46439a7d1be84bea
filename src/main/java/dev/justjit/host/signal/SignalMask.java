package dev.justjit.host.signal;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.Libc;

/** Signals that a thread takes or leaves to others. A set is one int: signal 1 is bit 0. */
public final class SignalMask {
    /** The interrupt, Ctrl-C. */
    static final int INTERRUPT = 1 << Libc.SIGINT - 1;

    /** HUP, INT and TERM: those that the JVM would end the process for. */
    static final int ENDING = INTERRUPT | 1 << Libc.SIGHUP - 1 | 1 << Libc.SIGTERM - 1;

    /**
     * What belongs to Python's main thread: HUP, INT, USR1, ALRM, TERM, CHLD, CONT, TSTP, TTIN, TTOU,
     * URG, XCPU, VTALRM, PROF, WINCH, IO and PWR.
     */
    public static final int PYTHON =
            ENDING | 1 << 9 | 1 << 13 | 1 << 16 | 1 << 17 | 1 << 19 | 1 << 20 | 1 << 21 | 1 << 22
                    | 1 << 23 | 1 << 25 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 29;

    /** QUIT, which is Python's if the JVM was started with {@code -Xrs}. */
    public static final int QUIT = 1 << Libc.SIGQUIT - 1;

    /** USR2, which is Python's if HotSpot was told to use another signal to stop threads. */
    public static final int USER_2 = 1 << Libc.SIGUSR2 - 1;

    private static final int BLOCK = 0;
    private static final int UNBLOCK = 1;
    private static final int SET_BYTES = 128;

    private SignalMask() {}

    /** The calling thread leaves these to others; the answer is those that it took until now. */
    public static int block(int signals) {
        return signals & ~change(BLOCK, signals);
    }

    /** The calling thread takes these; one that was pending has been handled on return. */
    public static void unblock(int signals) {
        if (signals != 0) {
            change(UNBLOCK, signals);
        }
    }

    /** The blocked signals of before. */
    private static int change(int how, int signals) {
        long set = Native.allocate(SET_BYTES);
        long before = Native.allocate(SET_BYTES);
        Native.putInt(set, signals);
        Native.call(Native.requireSymbol("pthread_sigmask"), how, set, before);
        int blocked = Native.getInt(before);
        Native.free(before);
        Native.free(set);
        return blocked;
    }
}
