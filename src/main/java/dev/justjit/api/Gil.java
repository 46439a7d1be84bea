package dev.justjit.api;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to use Python: every operation enters, works, and leaves. Entering takes the GIL and keeps
 * Python from being closed meanwhile; between operations no thread of ours has the GIL. A thread may
 * enter again while it is inside.
 *
 * <p>Closing and entering meet without a lock: who enters says so first and looks at {@link #closed}
 * then; who closes sets it first and looks for those inside then. One of them sees the other.
 */
final class Gil {
    private static final long CLOSING_WAIT_NANOS = 200_000;

    private final KeptStates kept = new KeptStates(this);
    private final ThreadLocal<Caller> callers =
            ThreadLocal.withInitial(() -> new Caller(this, kept));
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Those inside that are not found among {@link #kept}. */
    private final AtomicInteger guests = new AtomicInteger();

    /**
     * Enters. The result is this thread's, to be left once.
     *
     * @throws IllegalStateException when Python is closed
     */
    Caller enter() {
        Caller caller = callers.get();
        caller.enter();
        return caller;
    }

    /** Counts a caller whose thread state is not kept as inside, or not. */
    void countGuest(int change) {
        guests.addAndGet(change);
    }

    boolean isClosed() {
        return closed.get();
    }

    /**
     * Lets nobody in any more and waits until nobody is inside; false if it was closed before.
     * Operations inside of one that is running are let in.
     *
     * @throws IllegalStateException when called from inside
     */
    boolean close() {
        if (callers.get().hasEntered()) {
            throw new IllegalStateException("Python cannot be closed from inside a call of it");
        }
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        boolean interrupted = false;
        while (guests.get() > 0 || kept.anyInside()) {
            LockSupport.parkNanos(CLOSING_WAIT_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        kept.close();
        return true;
    }
}
