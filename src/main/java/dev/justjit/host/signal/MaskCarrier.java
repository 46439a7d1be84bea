package dev.justjit.host.signal;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CodeBuffer;
import dev.justjit.host.process.Libc;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Changes the signal mask of other threads. A signal that nobody uses, and that is ignored by
 * default, is sent to them; its handler is a few instructions that change the mask to which the
 * interrupted thread returns.
 */
final class MaskCarrier {
    private static final int SIGNAL = 23;

    private static final int SA_RESTART = 0x10000000;
    private static final int SA_SIGINFO = 4;
    private static final int ACTION_BYTES = 152;
    private static final int FLAGS_OFFSET = 136;
    private static final long STEP_NANOSECONDS = 20_000;

    private final long counter;
    private final long saved = Native.allocate(ACTION_BYTES);
    private final long sigaction = Native.requireSymbol("sigaction");
    private final long send = Native.requireSymbol("tgkill");
    private final int process = Libc.processId();
    private int sent;

    private MaskCarrier(long counter, long code) {
        this.counter = counter;
        long action = Native.allocate(ACTION_BYTES);
        Native.putLong(action, code);
        Native.putInt(action + FLAGS_OFFSET, SA_RESTART | SA_SIGINFO);
        Native.call(sigaction, SIGNAL, action, saved);
        Native.free(action);
    }

    /**
     * To be removed after use.
     *
     * @param signals a set as in {@link SignalMask}
     * @param block whether threads are to block them, or else to take them
     * @return null on a machine it does not know
     */
    static @Nullable MaskCarrier install(int signals, boolean block) {
        if (Native.symbol("tgkill") == 0) {
            return null;
        }
        long counter = Native.allocate(Integer.BYTES);
        long code = code(counter, signals, block);
        return code == 0 ? null : new MaskCarrier(counter, code);
    }

    /** The signal that it comes with, as a set. */
    int signal() {
        return 1 << SIGNAL - 1;
    }

    /** Sends it to a thread, given by the kernel's number. */
    void send(long thread) {
        if ((int) Native.call(send, process, thread, SIGNAL) == 0) {
            sent++;
        }
    }

    /** Whether all threads it was sent to have got it, after waiting for that. */
    boolean arrives(long nanoseconds) {
        long limit = System.nanoTime() + nanoseconds;
        while (Native.getInt(counter) < sent && System.nanoTime() < limit) {
            LockSupport.parkNanos(STEP_NANOSECONDS);
        }
        return Native.getInt(counter) >= sent;
    }

    /** Gives the signal back. The handler itself stays in memory: a late thread may still run it. */
    void remove() {
        Native.call(sigaction, SIGNAL, saved, 0);
        Native.free(saved);
    }

    /** A signal handler; its third argument is the ucontext_t. */
    private static long code(long counter, int signals, boolean block) {
        CodeBuffer code = new CodeBuffer();
        int operand = block ? signals : ~signals;
        if (CodeBuffer.isX64()) {
            // or|and dword [rdx + uc_sigmask], OPERAND; mov rax, COUNTER; lock inc dword [rax]; ret
            code.bytes(0x81, block ? 0x8a : 0xa2, 0x28, 0x01, 0, 0).number(operand, Integer.BYTES);
            code.bytes(0x48, 0xb8).number(counter, Long.BYTES).bytes(0xf0, 0xff, 0x00, 0xc3);
            return code.place();
        } else if (CodeBuffer.isA64()) {
            // ldr x9, [x2, uc_sigmask]; mov x10, OPERAND; orr|and x9, x9, x10;
            // str x9, [x2, uc_sigmask]
            code.words(0xf9401449).loadA64(10, operand);
            code.words(block ? 0xaa0a0129 : 0x8a0a0129, 0xf9001449);
            // mov x10, COUNTER; again: ldxr w9, [x10]; add w9, w9, #1; stxr w11, w9, [x10];
            // cbnz w11, again; ret
            code.loadA64(10, counter).words(0x885f7d49, 0x11000529, 0x880b7d49);
            code.words(0x35ffffab, 0xd65f03c0);
            return code.place();
        }
        return 0;
    }
}
