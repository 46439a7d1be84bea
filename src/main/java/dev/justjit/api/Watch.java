package dev.justjit.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts Python code whose time is over, or whose Java thread was interrupted: at its next instruction of Python,
 * compiled or not. A thread of its own looks after both; while nobody runs Python it looks ever more seldom.
 */
final class Watch implements Runnable {
    private static final long SHORTEST_NANOS = 10_000_000;
    private static final long LONGEST_NANOS = 320_000_000;

    /** How long after the first time it is raised again in code that has caught it. */
    private static final long AGAIN_NANOS = 500_000_000;

    private final Python python;
    private final Thread thread = new ServiceThread("python-watch", this);
    private final List<Limit> limits = new ArrayList<>();

    /** Callers that were told of their interrupt. */
    private final Set<Caller> told = new HashSet<>();

    /** One call of {@link #run}; its fields are guarded by the watch. */
    private static final class Limit {
        final Caller caller;
        long next;
        boolean raised;

        Limit(Caller caller, long next) {
            this.caller = caller;
            this.next = next;
        }
    }

    Watch(Python python) {
        this.python = python;
    }

    /** Starts its thread. */
    void start() {
        thread.start();
    }

    /** Does some work on this thread, whose Python code is interrupted when the time is over. */
    <T extends @Nullable Object> T run(long nanos, Supplier<T> work) {
        Caller caller = python.gil().caller();
        Limit limit = new Limit(caller, System.nanoTime() + nanos);
        synchronized (this) {
            limits.add(limit);
        }
        LockSupport.unpark(thread);
        try {
            return work.get();
        } finally {
            boolean raised;
            synchronized (this) {
                limits.remove(limit);
                raised = limit.raised;
            }
            if (raised && caller.hasEntered()) {
                forget(); // it is not to hit the code that has called this
            }
        }
    }

    private void forget() {
        Caller caller = python.gil().enter();
        try {
            caller.withdraw();
        } finally {
            caller.leave();
        }
    }

    @Override
    public void run() {
        long pause = SHORTEST_NANOS;
        try {
            while (!python.isClosed()) {
                LockSupport.parkNanos(Math.min(pause, untilNext()));
                List<Caller> inside = python.gil().inside();
                pause = inside.isEmpty() ? Math.min(2 * pause, LONGEST_NANOS) : SHORTEST_NANOS;
                told.removeIf(caller -> !caller.isInterrupted());
                inside.removeIf(caller -> !caller.isInterrupted() || told.contains(caller));
                if (untilNext() <= 0 || !inside.isEmpty()) {
                    raise(inside);
                }
            }
        } catch (IllegalStateException closedMeanwhile) {
            told.clear();
        }
    }

    /** Nanoseconds until a limit is over. */
    private synchronized long untilNext() {
        long now = System.nanoTime();
        return limits.stream().mapToLong(limit -> limit.next - now).min().orElse(Long.MAX_VALUE);
    }

    private void raise(List<Caller> interrupted) {
        Caller self = python.gil().enter();
        try {
            if (!interrupted.isEmpty()) {
                long type = python.java().get("JavaInterrupt");
                for (Caller caller : interrupted) {
                    if (caller.raise(type)) {
                        told.add(caller);
                    }
                }
            }
            raiseDue(python.java().get("TimeLimit"));
        } finally {
            self.leave();
        }
    }

    /** With the GIL: a limit that is taken away meanwhile takes back what it has raised. */
    private synchronized void raiseDue(long type) {
        long now = System.nanoTime();
        for (Limit limit : limits) {
            if (limit.next - now <= 0) {
                boolean inside = limit.caller.raise(type);
                limit.raised |= inside;
                limit.next = now + (inside ? AGAIN_NANOS : SHORTEST_NANOS / 10);
            }
        }
    }

    /** Work that gives nothing. */
    static Supplier<@Nullable Object> withoutResult(Runnable work) {
        return () -> {
            work.run();
            return null;
        };
    }
}
