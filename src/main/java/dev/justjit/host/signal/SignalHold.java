package dev.justjit.host.signal;

import dev.justjit.host.process.Libc;
import org.jspecify.annotations.Nullable;

/**
 * Keeps signals from Python's main thread until the program runs, and then lets them through: to the
 * program's own handlers, or as a KeyboardInterrupt in its main module.
 *
 * <p>An interrupt while CPython starts is otherwise an error of its start, or is lost in a callback;
 * and while the compiler attaches, every call of Python would have to reckon with it. CPython's start
 * runs modules of the user, which may take for ever, so that is interrupted after a while.
 */
public final class SignalHold {
    private static final long LIMIT_MILLISECONDS = 2000;

    private enum Phase {
        BEFORE,
        STARTING,
        STARTED
    }

    private Phase phase = Phase.BEFORE;
    private long thread;
    private int held;

    /** Called by Python's main thread before it starts Python: interrupts wait, for a while. */
    public synchronized void begin() {
        thread = Libc.threadId();
        held = SignalMask.block(SignalMask.INTERRUPT);
        SignalRouting.toThisThread();
        enter(Phase.STARTING);
    }

    /** Called by the same thread when Python is there: all signals wait until the release. */
    public synchronized void attaching() {
        held |= SignalMask.block(SignalMask.PYTHON);
        enter(Phase.STARTED);
    }

    /** Called by the same thread: from here on signals are the program's. */
    public synchronized void release() {
        SignalMask.unblock(held);
        held = 0;
    }

    private void enter(Phase next) {
        phase = next;
        notifyAll();
    }

    /** Called by another thread: waits until Python has started, or lets interrupts through. */
    public synchronized void limit() {
        await(Phase.BEFORE, 0);
        await(Phase.STARTING, LIMIT_MILLISECONDS);
        if (phase == Phase.STARTING && (held & SignalMask.INTERRUPT) != 0) {
            open();
        }
    }

    /** Waits for the end of a phase; 0 milliseconds: for as long as it takes. */
    private void await(Phase current, long milliseconds) {
        long limit = System.nanoTime() + milliseconds * 1_000_000;
        long left = milliseconds;
        while (phase == current && (milliseconds == 0 || left > 0)) {
            try {
                wait(left);
            } catch (InterruptedException notForThisThread) {
                // nothing here is to be cut short
            }
            left = milliseconds == 0 ? 0 : (limit - System.nanoTime()) / 1_000_000;
        }
    }

    private void open() {
        @Nullable MaskCarrier carrier = MaskCarrier.install(SignalMask.INTERRUPT, false);
        if (carrier != null) {
            carrier.send(thread);
            carrier.arrives(LIMIT_MILLISECONDS * 1_000_000);
            carrier.remove();
            held = 0;
        }
    }
}
