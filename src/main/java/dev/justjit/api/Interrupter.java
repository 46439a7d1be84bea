package dev.justjit.api;

import dev.justjit.ffi.Native;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Raises KeyboardInterrupt in running calls: at the next instruction of Python that they run. On a thread of its own,
 * because a call in C code may keep Python's lock for as long as it likes.
 */
final class Interrupter implements Runnable {
    private static final long ENSURE = Native.requireSymbol("PyGILState_Ensure");
    private static final long RELEASE = Native.requireSymbol("PyGILState_Release");

    private final Gil gil;
    private final AtomicBoolean asked = new AtomicBoolean();

    Interrupter(Gil gil) {
        this.gil = gil;
    }

    /** Interrupts those that are inside, soon; does nothing while an earlier request waits for Python's lock. */
    void ask() {
        if (asked.compareAndSet(false, true)) {
            Thread thread = new Thread(this, "python-interrupt");
            thread.setDaemon(true);
            boolean started = false;
            try {
                thread.start();
                started = true;
            } finally {
                if (!started) {
                    asked.set(false);
                }
            }
        }
    }

    /** Whether its thread is still at it. */
    boolean isAsked() {
        return asked.get();
    }

    @Override
    public void run() {
        try {
            long token = Native.call(ENSURE);
            try {
                interrupt();
            } finally {
                Native.call(RELEASE, token);
            }
        } finally {
            asked.set(false);
        }
    }

    private void interrupt() {
        long type = Native.getLong(Native.requireSymbol("PyExc_KeyboardInterrupt"));
        for (Caller caller : gil.inside()) {
            caller.raise(type);
        }
    }
}
