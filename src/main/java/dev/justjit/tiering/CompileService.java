package dev.justjit.tiering;

import java.util.ArrayList;
import java.util.List;
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
        /** Finds out what compiling will take. Called on the service's thread, once; must not throw. */
        default void prepare() {}

        /** Compiles. Called on the service's thread, once; must not throw. */
        void compile();

        /** The hotter, the greater. */
        int heat();

        /** Code units to compile, which tell what it takes; 0 if that is hardly anything. */
        int units();

        /** Whether it is for code that is compiled already: such jobs have a share of their own, and wait for all others. */
        default boolean isPatient() {
            return false;
        }
    }

    /** What else the service's thread does, when nothing has been asked for a while, and at the end. */
    public interface Chore {
        /** Whether there is something to do. Called on any thread. */
        boolean isDue();

        /** Whether it is to be done although jobs wait. Called on any thread. */
        default boolean isUrgent() {
            return false;
        }

        /** How long a program that ends waits for it. */
        default long patienceMillis() {
            return Policy.LAST_CHORE_MILLIS;
        }

        /**
         * Does it. Must not throw.
         *
         * @param last whether the service has stopped
         */
        void run(boolean last);
    }

    /** Nothing else. */
    public static final Chore NO_CHORE =
            new Chore() {
                @Override
                public boolean isDue() {
                    return false;
                }

                @Override
                public void run(boolean last) {}
            };

    private final Runnable finishedOne;
    private final LongSupplier cpuNanos;
    private final LongSupplier processNanos;
    private final Chore chore;
    private final boolean alone = Runtime.getRuntime().availableProcessors() == 1;
    private final double share = alone ? Policy.COMPILE_SHARE_ALONE : Policy.COMPILE_SHARE;
    private final double patientShare = alone ? Policy.GRAPH_SHARE_ALONE : Policy.GRAPH_SHARE;
    private final List<Job> arrived = new ArrayList<>();
    private final List<Job> queue = new ArrayList<>();
    private final List<Job> finished = new ArrayList<>();
    private final long began;
    private final Spending urgent = new Spending();
    private final Spending patient = new Spending();
    private long idleMillis = Policy.IDLE_MILLIS;
    private long lastRest;
    private long pauseMillis = Policy.COMPILE_PAUSE_MILLIS;
    private boolean started;
    private boolean stopped;
    private boolean ended;
    private boolean asleep;

    /**
     * @param finishedOne called on the service's thread after each job
     * @param cpuNanos processor time of the service's thread, in nanoseconds since any moment
     * @param processNanos the same of all threads
     */
    public CompileService(
            Runnable finishedOne, LongSupplier cpuNanos, LongSupplier processNanos, Chore chore) {
        this.finishedOne = finishedOne;
        this.cpuNanos = cpuNanos;
        this.processNanos = processNanos;
        this.chore = chore;
        began = processNanos.getAsLong();
    }

    /**
     * Puts a job in the queue.
     *
     * @return false if it is full or the service has stopped
     */
    public synchronized boolean submit(Job job) {
        if (stopped || arrived.size() + queue.size() >= Policy.MOST_REQUESTS) {
            return false;
        }
        arrived.add(job);
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

    /** There may be a chore that is due, although no job was asked for. */
    public synchronized void look() {
        if (asleep) {
            notifyAll();
        }
    }

    /** Whether nothing is to be done. */
    public synchronized boolean isQuiet() {
        return asleep;
    }

    /** Jobs that were finished since the last call, in order. */
    public synchronized List<Job> takeFinished() {
        List<Job> jobs = new ArrayList<>(finished);
        finished.clear();
        return jobs;
    }

    /**
     * Nothing is compiled any more but what is under way; what waits is dropped. Waits a little for a chore that is
     * due.
     */
    public synchronized void stop() {
        stopped = true;
        arrived.clear();
        queue.clear();
        finished.clear();
        notifyAll();
        long most = chore.patienceMillis() * 1_000_000;
        long patience = System.nanoTime() + most;
        try {
            for (long left = most; awaits(left); ) {
                wait(left / 1_000_000 + 1);
                left = patience - System.nanoTime();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaits(long nanos) {
        return started && !ended && nanos > 0 && chore.isDue();
    }

    @Override
    public void run() {
        try {
            while (step()) {}
            chore.run(true);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    /** Looks at what has arrived, then compiles the next job or does the chore. False when the service has stopped. */
    private boolean step() throws InterruptedException {
        for (Job job = takeArrived(); job != null; job = takeArrived()) {
            job.prepare();
            await(job);
        }
        Job job = next();
        if (job != null) {
            long start = cpuNanos.getAsLong();
            job.compile();
            done(job, cpuNanos.getAsLong() - start);
        } else if (isIdle() || chore.isUrgent()) {
            chore.run(false);
        }
        return !hasStopped();
    }

    private synchronized boolean hasStopped() {
        return stopped;
    }

    private synchronized boolean isIdle() {
        return !stopped && arrived.isEmpty() && queue.isEmpty();
    }

    private synchronized @Nullable Job takeArrived() {
        return arrived.isEmpty() ? null : arrived.remove(0);
    }

    private synchronized void await(Job job) {
        if (!stopped) {
            queue.add(job);
        }
    }

    private void done(Job job, long nanos) {
        synchronized (this) {
            if (job.units() > 0) {
                (job.isPatient() ? patient : urgent).add(nanos, job.units());
            }
            if (stopped) {
                return;
            }
            finished.add(job);
        }
        finishedOne.run();
    }

    /**
     * Processor time that compiling takes what has no machine code, as far as can be told from what it took until now: in
     * a young JVM ten times what it takes later.
     */
    public synchronized long estimate(int units) {
        return urgent.estimate(units);
    }

    /**
     * Waits for the next job that the share of processor time which compiling may take allows.
     *
     * @return null if there is something else to do first
     */
    private synchronized @Nullable Job next() throws InterruptedException {
        while (!stopped && arrived.isEmpty() && !chore.isUrgent()) {
            int best = best();
            if (best >= 0) {
                idleMillis = Policy.IDLE_MILLIS;
                return queue.remove(best);
            }
            if (!queue.isEmpty()) {
                wait(pause());
            } else if (!chore.isDue()) {
                asleep = true;
                wait();
                asleep = false;
            } else if (rests()) {
                return null;
            }
        }
        return null;
    }

    /** Whether nothing was asked for a while, which is longer each time. */
    private boolean rests() throws InterruptedException {
        long until = System.nanoTime() + idleMillis * 1_000_000;
        long left = until - System.nanoTime();
        while (left > 0 && !stopped && arrived.isEmpty()) {
            wait(left / 1_000_000 + 1);
            left = until - System.nanoTime();
        }
        if (left > 0) {
            return false;
        }
        idleMillis *= 2;
        return true;
    }

    /** Milliseconds until the program has taken more processor time; more and more while it takes none. */
    private long pause() {
        long now = processNanos.getAsLong();
        boolean idle = now - lastRest < pauseMillis * 100_000L; // a tenth of the pause
        pauseMillis =
                idle
                        ? Math.min(2 * pauseMillis, Policy.MOST_COMPILE_PAUSE_MILLIS)
                        : Policy.COMPILE_PAUSE_MILLIS;
        lastRest = now;
        return pauseMillis;
    }

    /** The job that is next, or -1: one that is patient only if no other waits. */
    private int best() {
        long used = used();
        int best = best(false, allowed(used) - urgent.nanos());
        boolean all = best < 0;
        for (int i = 0; i < queue.size() && all; i++) {
            all = queue.get(i).isPatient();
        }
        return all ? best(true, (long) (patientShare * used) - patient.nanos()) : best;
    }

    /**
     * The job that does most for its time, among equals the oldest, of those that take so long at most or hardly
     * any time; or -1.
     */
    private int best(boolean isPatient, long nanos) {
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < queue.size(); i++) {
            Job job = queue.get(i);
            long cost = (isPatient ? patient : urgent).estimate(job.units());
            long weighed = cost >> 2 * job.heat();
            boolean may = job.isPatient() == isPatient && (cost <= nanos || cost == 0);
            if (may && weighed < least) {
                best = i;
                least = weighed;
            }
        }
        return best;
    }

    /** Processor time that the process has taken besides. While it is young the JVM compiles the compiler for about as long. */
    private long used() {
        long compiling = urgent.nanos() + patient.nanos();
        return Math.max(0, processNanos.getAsLong() - began - 2 * compiling);
    }

    /** Processor time that compiling what has no machine code may have taken so far, by what was used. */
    private long allowed(long used) {
        long young = Math.min(used, Policy.YOUNG_NANOS);
        double part = Math.min(share, Policy.COMPILE_SHARE_YOUNG) * young + share * (used - young);
        return Policy.COMPILE_BURST_NANOS + (long) part;
    }
}
