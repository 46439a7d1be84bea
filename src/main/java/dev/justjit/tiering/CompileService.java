package dev.justjit.tiering;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that compiles. It never holds Python's global lock and never reads a Python object: jobs carry plain
 * data. What is finished waits until the program's thread takes it.
 *
 * <p>All methods may be called from any thread; none waits for a job.
 */
public final class CompileService implements Runnable {
    private static final long STACK_BYTES = 16L << 20;

    /** What is to be compiled. */
    public interface Job {
        /** Compiles. Called on the service's thread, once; must not throw. */
        void compile();

        /** The hotter, the greater; the greatest goes first, among equals the oldest. */
        int heat();
    }

    /** No comparator of lambdas: they take a young JVM milliseconds. */
    private record Waiting(Job job, long order) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byHeat = Integer.compare(other.job.heat(), job.heat());
            return byHeat != 0 ? byHeat : Long.compare(order, other.order);
        }
    }

    private final Runnable finishedOne;
    private final LongSupplier cpuNanos;
    private final LongSupplier processNanos;
    private final double share =
            Runtime.getRuntime().availableProcessors() > 1
                    ? Policy.COMPILE_SHARE
                    : Policy.COMPILE_SHARE_ALONE;
    private final PriorityQueue<Waiting> queue = new PriorityQueue<>();
    private final List<Job> finished = new ArrayList<>();
    private final long began;
    private long order;
    private long spent;
    private boolean started;
    private boolean stopped;

    /**
     * @param finishedOne called on the service's thread after each job
     * @param cpuNanos processor time of the service's thread, in nanoseconds since any moment
     * @param processNanos the same of all threads
     */
    public CompileService(Runnable finishedOne, LongSupplier cpuNanos, LongSupplier processNanos) {
        this.finishedOne = finishedOne;
        this.cpuNanos = cpuNanos;
        this.processNanos = processNanos;
        began = processNanos.getAsLong();
    }

    /**
     * Puts a job in the queue.
     *
     * @return false if it is full or the service has stopped
     */
    public synchronized boolean submit(Job job) {
        if (stopped || queue.size() >= Policy.MOST_REQUESTS) {
            return false;
        }
        queue.add(new Waiting(job, order++));
        start();
        notifyAll();
        return true;
    }

    /** Starts the thread, unless it is there: while signals are held, so that none is delivered to it. */
    public synchronized void start() {
        if (!started && !stopped) {
            started = true;
            Thread thread = new Thread(null, this, "justjit compiler", STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Jobs that were finished since the last call, in order. */
    public synchronized List<Job> takeFinished() {
        List<Job> jobs = new ArrayList<>(finished);
        finished.clear();
        return jobs;
    }

    /** Nothing is compiled any more but what is under way; what waits is dropped. */
    public synchronized void stop() {
        stopped = true;
        queue.clear();
        finished.clear();
        notifyAll();
    }

    @Override
    public void run() {
        try {
            for (Job job = next(); job != null; job = next()) {
                long start = cpuNanos.getAsLong();
                job.compile();
                done(job, cpuNanos.getAsLong() - start);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void done(Job job, long nanos) {
        synchronized (this) {
            spent += nanos;
            if (stopped) {
                return;
            }
            finished.add(job);
        }
        finishedOne.run();
    }

    /** Waits for the next job, and until the share of processor time that compiling may take allows it. */
    private synchronized @Nullable Job next() throws InterruptedException {
        while (!stopped) {
            if (queue.isEmpty()) {
                wait();
            } else if (spent > allowed()) {
                wait(Policy.COMPILE_PAUSE_MILLIS);
            } else {
                return queue.remove().job();
            }
        }
        return null;
    }

    /** Processor time that compiling may have taken so far. */
    private long allowed() {
        long used = processNanos.getAsLong() - began;
        return Policy.COMPILE_BURST_NANOS + (long) (share * used);
    }
}
