package dev.justjit.host;

import dev.justjit.ffi.Native;
import java.io.File;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes signals that are sent to the process arrive at Python's main thread.
 *
 * <p>The kernel gives such a signal to the first thread of the process if it can. In a {@code python3}
 * that is Python's main thread; here it is the launcher's thread, whose system calls nobody waits for:
 * Ctrl-C would not end a {@code time.sleep}. So all threads that exist when the program starts are
 * made to block these signals, by a handler of a few instructions that changes the mask to which the
 * interrupted thread returns. Threads of the JVM that start later inherit their creator's mask.
 */
final class SignalRouting {
    /** A signal that nobody uses and that is ignored by default carries the handler. */
    private static final int CARRIER = 23;

    private static final int SA_RESTART = 0x10000000;
    private static final int SA_SIGINFO = 4;
    private static final int ACTION_BYTES = 152;
    private static final int FLAGS_OFFSET = 136;

    /** Longest wait for the other threads; one that is late keeps its mask, which does little harm. */
    private static final long WAIT_NANOSECONDS = 20_000_000;

    private static final long STEP_NANOSECONDS = 20_000;

    /**
     * HUP, INT, USR1, ALRM, TERM, CHLD, CONT, TSTP, TTIN, TTOU, URG, XCPU, VTALRM, PROF, WINCH,
     * IO and PWR, one bit each from signal 1 at bit 0. Not USR2 and QUIT, with which HotSpot
     * stops threads and is asked for a thread dump.
     */
    private static final int MASK =
            1 | 1 << 1 | 1 << 9 | 1 << 13 | 1 << 14 | 1 << 16 | 1 << 17 | 1 << 19 | 1 << 20
                    | 1 << 21 | 1 << 22 | 1 << 23 | 1 << 25 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 29;

    private static final int USR2 = 1 << 11;

    private SignalRouting() {}

    /** Routes signals to the calling thread; does nothing on a machine it does not know. */
    static void toThisThread() {
        if (Native.symbol("tgkill") == 0) {
            return;
        }
        long counter = Native.allocate(Integer.BYTES);
        long code = code(counter);
        if (code == 0) {
            return;
        }
        long saved = Native.allocate(ACTION_BYTES);
        long action = Native.allocate(ACTION_BYTES);
        Native.putLong(action, code);
        Native.putInt(action + FLAGS_OFFSET, SA_RESTART | SA_SIGINFO);
        long sigaction = Native.requireSymbol("sigaction");
        Native.call(sigaction, CARRIER, action, saved);
        int sent = sendToOthers();
        long limit = System.nanoTime() + WAIT_NANOSECONDS;
        while (Native.getInt(counter) < sent && System.nanoTime() < limit) {
            LockSupport.parkNanos(STEP_NANOSECONDS);
        }
        Native.call(sigaction, CARRIER, saved, 0);
        Native.free(action);
        Native.free(saved);
    }

    private static int sendToOthers() {
        long process = Libc.processId();
        long self = Native.call(Native.requireSymbol("gettid"));
        long send = Native.requireSymbol("tgkill");
        String[] threads = new File("/proc/self/task").list();
        int sent = 0;
        for (int i = 0; threads != null && i < threads.length; i++) {
            long thread = Long.parseLong(threads[i]);
            if (thread != self && (int) Native.call(send, process, thread, CARRIER) == 0) {
                sent++;
            }
        }
        return sent;
    }

    /** A signal handler; its third argument is the ucontext_t. */
    private static long code(long counter) {
        CodeBuffer code = new CodeBuffer();
        int mask = mask();
        if (CodeBuffer.isX64()) {
            // or dword [rdx + uc_sigmask], MASK; mov rax, COUNTER; lock inc dword [rax]; ret
            code.bytes(0x81, 0x8a, 0x28, 0x01, 0, 0).number(mask, Integer.BYTES);
            code.bytes(0x48, 0xb8).number(counter, Long.BYTES).bytes(0xf0, 0xff, 0x00, 0xc3);
            return code.place();
        } else if (CodeBuffer.isA64()) {
            // ldr x9, [x2, uc_sigmask]; mov x10, MASK; orr x9, x9, x10; str x9, [x2, uc_sigmask]
            code.words(0xf9401449).loadA64(10, mask).words(0xaa0a0129, 0xf9001449);
            // mov x10, COUNTER; again: ldxr w9, [x10]; add w9, w9, #1; stxr w11, w9, [x10];
            // cbnz w11, again; ret
            code.loadA64(10, counter).words(0x885f7d49, 0x11000529, 0x880b7d49);
            code.words(0x35ffffab, 0xd65f03c0);
            return code.place();
        }
        return 0;
    }

    /** With USR2, if HotSpot was told to use another signal to stop threads. */
    private static int mask() {
        return Libc.environment("_JAVA_SR_SIGNUM").isEmpty() ? MASK : MASK | USR2;
    }
}
