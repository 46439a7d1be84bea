package dev.justjit.api;

import dev.justjit.ffi.Native;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The right to use Python: every operation enters, works, and leaves. Entering takes the GIL and keeps
 * Python from being closed meanwhile. A thread may enter again while it is inside.
 */
final class Gil {
    /** {@code c_recursion_remaining} of CPython 3.13's thread state, and its usual limit. */
    private static final int RECURSION_REMAINING = 52;

    private static final int RECURSION_LIMIT = 10_000;

    /** What one level of recursion through C code may take of the stack, with a margin. */
    private static final long LEVEL_BYTES = 1000;

    /** Stack left for Java and for C code that does not count its levels. */
    private static final long RESERVE_BYTES = 160 << 10;

    private static final int ATTRIBUTE_BYTES = 64;

    private static final long ENSURE = Native.requireSymbol("PyGILState_Ensure");
    private static final long RELEASE = Native.requireSymbol("PyGILState_Release");
    private static final long THIS_STATE = Native.requireSymbol("PyGILState_GetThisThreadState");

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ThreadLocal<Integer> levels = ThreadLocal.withInitial(Gil::levelsOfStack);
    private boolean closed;

    /** Enters; the result goes to {@link #leave}. */
    long enter() {
        lock.readLock().lock();
        if (closed) {
            lock.readLock().unlock();
            throw new IllegalStateException("Python was closed");
        }
        boolean fresh = Native.call(THIS_STATE) == 0;
        long token = Native.call(ENSURE);
        if (fresh) {
            limitRecursion();
        }
        return token;
    }

    void leave(long token) {
        Native.call(RELEASE, token);
        lock.readLock().unlock();
    }

    /** Waits until nobody is inside and lets nobody in any more; false if it was closed before. */
    boolean close() {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("Python cannot be closed from inside a call of it");
        }
        lock.writeLock().lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.writeLock().unlock();
        }
    }

    boolean isClosed() {
        lock.readLock().lock();
        try {
            return closed;
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * CPython thinks that every thread has a stack of many megabytes; Java's have one. With fewer
     * levels, runaway recursion ends in a RecursionError and not in the end of the process.
     */
    private void limitRecursion() {
        int own = levels.get();
        if (own < RECURSION_LIMIT) {
            Native.putInt(Native.call(THIS_STATE) + RECURSION_REMAINING, own);
        }
    }

    private static int levelsOfStack() {
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
        return (int) Math.min(RECURSION_LIMIT, fitting);
    }
}
