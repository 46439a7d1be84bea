package dev.justjit.api;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.ffi.Native;
import java.io.File;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Python thread states that are kept for Java threads, and their release. A state goes when its
 * thread has ended: within half a second by a thread of our own, or at once when a new thread gets the
 * identity ({@code pthread_self}) of the dead one. What is left when Python is closed is released by
 * {@code Py_FinalizeEx}.
 *
 * <p>A dead thread cannot release its state itself: Java runs nothing of ours when a thread ends, and
 * the state's thread-local objects may have finalizers that call Java.
 */
final class KeptStates {
    private static final long CLEAR = Native.requireSymbol("PyThreadState_Clear");
    private static final long DELETE = Native.requireSymbol("PyThreadState_Delete");

    private static final long SWEEP_MILLIS = 500;

    private static final @Nullable Method IS_VIRTUAL = isVirtualMethod();

    private final Gil gil;

    /** By {@code pthread_self}. Whoever takes a caller out of it releases its state. */
    private final Map<Long, Caller> byIdentity = new HashMap<>();

    private boolean closed;

    /** Starts the thread that releases. */
    KeptStates(Gil gil) {
        this.gil = gil;
        new ServiceThread("python-threads", this::sweepUntilClosed).start();
    }

    /** Whether a state may be kept for a thread: not for virtual ones, and not for our own. */
    static boolean isForThread(Thread thread) {
        return !isVirtual(thread) && !(thread instanceof ServiceThread);
    }

    /** False if the flags of an attached state are not where they are expected. */
    static boolean isUnderstood(long state) {
        return Native.getInt(state + ThreadState.STATUS) == ThreadState.STATUS_OF_ATTACHED;
    }

    /**
     * Keeps the state of a caller that is inside. A dead thread of the same identity loses its own
     * now, so that Python does not take one for the other.
     */
    void keep(Caller caller) {
        Caller dead;
        synchronized (byIdentity) {
            dead = byIdentity.put(identity(caller.state()), caller);
            if (byIdentity.size() == 1) {
                byIdentity.notifyAll();
            }
        }
        if (dead != null) {
            release(dead);
        }
    }

    /**
     * Moves a state to another Java thread, when it is the one of a dead Java thread: a native thread
     * that attaches itself to Java for each callback is a new Java thread each time.
     */
    boolean inherit(long state, Caller heir) {
        synchronized (byIdentity) {
            long identity = identity(state);
            Caller before = byIdentity.get(identity);
            if (before == null || before.state() != state || before.isAlive()) {
                return false;
            }
            heir.inherit(before);
            byIdentity.put(identity, heir);
            return true;
        }
    }

    /** Those that are inside. */
    List<Caller> inside() {
        synchronized (byIdentity) {
            return byIdentity.values().stream().filter(Caller::isInside).toList();
        }
    }

    /** Forgets all states. Nobody is inside, and nobody comes any more. */
    void close() {
        synchronized (byIdentity) {
            closed = true;
            for (Caller caller : byIdentity.values()) {
                caller.freeWords();
            }
            byIdentity.clear();
            byIdentity.notifyAll();
        }
    }

    /** What Python knows the thread of a state by. */
    static long identity(long state) {
        return Native.getLong(state + ThreadState.THREAD_ID);
    }

    /** With the GIL, and with a state of this thread's own. Runs Python: finalizers. */
    private static void release(Caller dead) {
        long state = dead.state();
        Native.call(CLEAR, state);
        // Else PyThreadState_Delete makes this thread forget its own state, not the dead thread.
        int status = Native.getInt(state + ThreadState.STATUS);
        Native.putInt(state + ThreadState.STATUS, status & ~ThreadState.STATUS_BOUND_GILSTATE);
        Native.call(DELETE, state);
        dead.freeWords();
    }

    /** Waits for dead threads, and takes their callers out; null when Python was closed. */
    private @Nullable List<Caller> awaitDead() throws InterruptedException {
        synchronized (byIdentity) {
            List<Caller> dead = List.of();
            while (dead.isEmpty() && !closed) {
                // without an end while there are none
                byIdentity.wait(byIdentity.isEmpty() ? 0 : SWEEP_MILLIS);
                dead = byIdentity.values().stream().filter(KeptStates::isGone).toList();
            }
            byIdentity.values().removeAll(dead);
            return closed ? null : dead;
        }
    }

    /** The native thread can outlive its Java thread, see {@link #inherit}. */
    private static boolean isGone(Caller caller) {
        if (caller.isAlive()) {
            return false;
        }
        long id = Native.getLong(caller.state() + ThreadState.NATIVE_THREAD_ID);
        return !new File("/proc/self/task/" + id).exists();
    }

    /** Releases what dead threads leave. */
    private void sweepUntilClosed() {
        try {
            sweep();
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() throws InterruptedException {
        for (List<Caller> dead = awaitDead(); dead != null; dead = awaitDead()) {
            Caller self;
            try {
                self = gil.enter();
            } catch (IllegalStateException closedMeanwhile) {
                dead.forEach(Caller::freeWords);
                return;
            }
            try {
                dead.forEach(KeptStates::release);
            } finally {
                self.leave();
            }
        }
    }

    private static @Nullable Method isVirtualMethod() {
        try {
            return Thread.class.getMethod("isVirtual");
        } catch (NoSuchMethodException beforeJava21) {
            return null;
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (Boolean) IS_VIRTUAL.invoke(thread);
        } catch (ReflectiveOperationException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
