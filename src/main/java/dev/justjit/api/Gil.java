package dev.justjit.api;

import dev.justjit.ffi.Native;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to use Python: every operation enters, works, and leaves. Entering takes the GIL and keeps
 * Python from being closed meanwhile; between operations no thread of ours has the GIL. A thread may
 * enter again while it is inside.
 *
 * <p>Closing and entering meet without a lock: who enters says so first and looks at {@link #closed}
 * then; who closes sets it first and looks for those inside then. One of them sees the other.
 */
final class Gil {
    private static final long SAVE = Native.requireSymbol("PyEval_SaveThread");
    private static final long RESTORE = Native.requireSymbol("PyEval_RestoreThread");

    private static final long CLOSING_WAIT_NANOS = 200_000;

    /** How often calls are interrupted that go on running, and when that is given up. */
    private static final long INTERRUPT_NANOS = 1_000_000_000;

    private static final int INTERRUPTS = 5;

    private final KeptStates kept = new KeptStates(this);
    private final ThreadLocal<Caller> callers =
            ThreadLocal.withInitial(() -> new Caller(this, kept));
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Those inside that are not found among {@link #kept}. */
    private final Set<Caller> guests = ConcurrentHashMap.newKeySet();

    /**
     * The first thread that asked, found sooner than the others: many programs have but one. Another one when that
     * has ended.
     */
    private @Nullable Caller favourite;

    /**
     * Enters. The result is this thread's, to be left once.
     *
     * @throws IllegalStateException when Python is closed
     */
    Caller enter() {
        Caller caller = caller();
        caller.enter();
        return caller;
    }

    /** This thread, which need not have entered. */
    Caller caller() {
        Caller known = favourite;
        return known != null && known.isOf(Thread.currentThread()) ? known : another(known);
    }

    private Caller another(@Nullable Caller known) {
        Caller caller = callers.get();
        if (known == null || !known.isAlive()) {
            favourite = caller;
        }
        return caller;
    }

    /** Callers that are inside and whose thread states are not kept. */
    Set<Caller> guests() {
        return guests;
    }

    /** Whether this thread has entered. */
    boolean isInsideHere() {
        return callers.get().hasEntered();
    }

    /**
     * Does Java's work without Python's lock in the middle of a call from Python, which has it before and after. At
     * Python's end, when nobody may take the lock any more, it is kept.
     */
    <T extends @Nullable Object> T outside(Callable<T> work) throws Exception {
        if (!isInsideHere()) {
            return work.call();
        }
        long state = Native.call(SAVE);
        try {
            return work.call();
        } finally {
            Native.call(RESTORE, state);
        }
    }

    /** Does work of ours in Python, inside, which nothing interrupts. */
    <T extends @Nullable Object> T shielded(Supplier<T> work) {
        Caller caller = callers.get();
        caller.shield();
        try {
            return work.get();
        } finally {
            caller.unshield();
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    /**
     * Lets nobody in any more and waits until nobody is inside; false if it was closed before.
     * Operations inside of one that is running are let in. Those that run for longer than the patience are
     * interrupted.
     *
     * @throws IllegalStateException when called from inside, or when one of them goes on all the same
     */
    boolean close(Duration patience) {
        if (caller().hasEntered()) {
            throw new IllegalStateException("Python cannot be closed from inside a call of it");
        }
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        boolean empty = awaitEmpty(nanos(patience));
        Interrupter interrupter = new Interrupter(this);
        for (int i = 0; i < INTERRUPTS && !empty; i++) {
            interrupter.ask();
            empty = awaitEmpty(INTERRUPT_NANOS);
        }
        if (!empty) {
            throw new IllegalStateException("a call of Python does not end, so Python cannot");
        }
        awaitDone(interrupter);
        kept.close();
        return true;
    }

    /** It may wait for Python's lock, which nobody may do at Python's end. */
    private static void awaitDone(Interrupter interrupter) {
        long start = System.nanoTime();
        while (interrupter.isAsked()) {
            if (System.nanoTime() - start > INTERRUPTS * INTERRUPT_NANOS) {
                throw new IllegalStateException(
                        "Python's lock is not given back, so Python cannot end");
            }
            LockSupport.parkNanos(CLOSING_WAIT_NANOS);
        }
    }

    /** Nanoseconds, as many as a long can say. */
    static long nanos(Duration patience) {
        try {
            return patience.toNanos();
        } catch (ArithmeticException forEver) {
            return Long.MAX_VALUE;
        }
    }

    /** Those inside; the lock of Python is another thing. */
    List<Caller> inside() {
        List<Caller> all = new ArrayList<>(guests);
        all.addAll(kept.inside());
        return all;
    }

    /** False when somebody is still inside after so long. */
    private boolean awaitEmpty(long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        boolean empty = inside().isEmpty();
        while (!empty && System.nanoTime() - start < nanos) {
            LockSupport.parkNanos(CLOSING_WAIT_NANOS);
            interrupted |= Thread.interrupted();
            empty = inside().isEmpty();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return empty;
    }
}
