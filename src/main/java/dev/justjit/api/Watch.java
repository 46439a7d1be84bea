package dev.justjit.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Python python;
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
        new ServiceThread("python-watch", this).start();
    }

    /** Does some work on this thread, whose Python code is interrupted when the time is over. */
    <T extends @Nullable Object> T run(long nanos, Supplier<T> work) {
        Caller caller = python.gil().caller();
        Limit limit = new Limit(caller, System.nanoTime() + nanos);
        synchronized (this) {
            limits.add(limit);
            notifyAll();
        }
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
                boolean due = await(pause);
                List<Caller> inside = python.gil().inside();
                boolean busy = !inside.isEmpty();
                pause = busy ? SHORTEST_NANOS : Math.min(2 * pause, LONGEST_NANOS);
                told.removeIf(caller -> !caller.isInterrupted());
                inside.removeIf(caller -> !caller.isInterrupted() || told.contains(caller));
                if (due || !inside.isEmpty()) {
                    raise(inside);
                }
            }
        } catch (InterruptedException | IllegalStateException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a pause or until a limit is over; whether one is. */
    private synchronized boolean await(long pause) throws InterruptedException {
        long now = System.nanoTime();
        long rest = pause;
        for (Limit limit : limits) {
            rest = Math.min(rest, limit.next - now);
        }
        if (rest > 0) {
            wait(rest / NANOS_PER_MILLI, (int) (rest % NANOS_PER_MILLI));
        }
        return limits.stream().anyMatch(limit -> limit.next - System.nanoTime() <= 0);
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
}
