package dev.justjit.tiering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CompileServiceTest {
    private static final long PATIENCE_SECONDS = 30;

    private final AtomicLong ownClock = new AtomicLong();
    private final AtomicLong processClock = new AtomicLong();
    private final Semaphore finished = new Semaphore(0);
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final CompileService service =
            new CompileService(
                    finished::release, ownClock::get, processClock::get, CompileService.NO_CHORE);

    private class Job implements CompileService.Job {
        private final String name;
        private final int heat;
        private final int units;

        Job(String name, int heat, int units) {
            this.name = name;
            this.heat = heat;
            this.units = units;
        }

        @Override
        public void compile() {
            order.add(name);
            ownClock.addAndGet(units * Policy.EXPECTED_UNIT_NANOS);
        }

        @Override
        public int heat() {
            return heat;
        }

        @Override
        public int units() {
            return units;
        }
    }

    private void await(int jobs) throws InterruptedException {
        assertTrue(finished.tryAcquire(jobs, PATIENCE_SECONDS, TimeUnit.SECONDS), order::toString);
    }

    /** Holds the service's thread until the others wait. */
    private void together(Job... jobs) throws InterruptedException {
        CountDownLatch all = new CountDownLatch(1);
        service.submit(
                new Job("first", 4, 1) {
                    @Override
                    public void compile() {
                        try {
                            all.await();
                        } catch (InterruptedException end) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
        for (Job job : jobs) {
            assertTrue(service.submit(job));
        }
        all.countDown();
        await(1);
    }

    @Test
    void whatIsHotAndCheapGoesFirst() throws InterruptedException {
        processClock.set(1_000_000_000_000L);
        together(
                new Job("called, big", 1, 200),
                new Job("seen, huge", 3, 9000),
                new Job("called, small", 1, 30),
                new Job("called, small, later", 1, 30),
                new Job("seen", 3, 100));
        await(5);
        List<String> expected =
                List.of(
                        "seen",
                        "called, small",
                        "called, small, later",
                        "called, big",
                        "seen, huge");
        assertEquals(expected, order);
        assertEquals(6, service.takeFinished().size());
        service.stop();
        assertFalse(service.submit(new Job("late", 4, 1)));
    }

    @Test
    void nothingStartsThatTheShareDoesNotAllow() throws InterruptedException {
        int most = (int) (Policy.COMPILE_BURST_NANOS / Policy.EXPECTED_UNIT_NANOS);
        together(new Job("small", 1, most / 2), new Job("big", 3, 2 * most));
        await(1);
        Thread.sleep(50);
        assertEquals(List.of("small"), order);
        processClock.addAndGet(20L * most * Policy.EXPECTED_UNIT_NANOS);
        await(1);
        assertEquals(List.of("small", "big"), order);
        service.stop();
    }

    /** What takes hardly any time goes first, and also when the share is used up. */
    @Test
    void whatIsStoredIsNotHeldBack() throws InterruptedException {
        int most = (int) (Policy.COMPILE_BURST_NANOS / Policy.EXPECTED_UNIT_NANOS);
        together(new Job("big", 4, most - 1), new Job("more", 4, most), new Job("stored", 1, 0));
        await(2);
        assertEquals(List.of("stored", "big"), order);
        assertTrue(service.submit(new Job("also stored", 1, 0)));
        await(1);
        assertEquals(List.of("stored", "big", "also stored"), order);
        service.stop();
    }

    private final class Patient extends Job {
        Patient(String name, int units) {
            super(name, 4, units);
        }

        @Override
        public boolean isPatient() {
            return true;
        }
    }

    /** Code that is there already is made better when nothing else waits, and on an account of its own. */
    @Test
    void whatIsPatientTakesNothingFromOthers() throws InterruptedException {
        int units = 1000;
        long cost = units * Policy.EXPECTED_UNIT_NANOS;
        processClock.set((long) (4 * cost / Policy.GRAPH_SHARE));
        together(new Patient("graph", units), new Job("called", 1, units));
        await(2);
        assertEquals(List.of("called", "graph"), order);
        long before = service.estimate(100);
        assertTrue(service.submit(new Patient("another", 100)));
        await(1);
        assertTrue(service.submit(new Patient("too much", 9000)));
        assertEquals(before, service.estimate(100));
        Thread.sleep(50);
        assertEquals(List.of("called", "graph", "another"), order);
        service.stop();
    }

    /** It is looked at before it is weighed. */
    @Test
    void jobsArePreparedOnce() throws InterruptedException {
        processClock.set(1_000_000_000_000L);
        together(
                new Job("seen", 3, 100),
                new Job("called", 1, 100) {
                    private boolean ready;

                    @Override
                    public void prepare() {
                        assertFalse(ready);
                        ready = true;
                    }

                    @Override
                    public int units() {
                        return ready ? 0 : super.units();
                    }
                });
        await(2);
        assertEquals(List.of("called", "seen"), order);
        service.stop();
    }

    private static class Chore implements CompileService.Chore {
        private final List<String> done = new CopyOnWriteArrayList<>();
        private volatile boolean due = true;
        private volatile boolean urgent;
        private volatile long patience = Policy.LAST_CHORE_MILLIS;

        @Override
        public boolean isUrgent() {
            return urgent && due;
        }

        @Override
        public long patienceMillis() {
            return patience;
        }

        @Override
        public boolean isDue() {
            return due;
        }

        @Override
        public void run(boolean last) {
            done.add(last ? "last" : "idle");
            due = false;
        }
    }

    @Test
    void theChoreIsDoneAtTheEnd() throws InterruptedException {
        Chore chore = new Chore();
        CompileService other =
                new CompileService(finished::release, ownClock::get, processClock::get, chore);
        assertTrue(other.submit(new Job("one", 1, 1)));
        await(1);
        other.stop();
        assertEquals(List.of("last"), chore.done);
    }

    @Test
    void theChoreIsDoneWhenNothingElseIs() throws InterruptedException {
        Chore chore = new Chore();
        CompileService other =
                new CompileService(finished::release, ownClock::get, processClock::get, chore);
        assertTrue(other.submit(new Job("one", 1, 1)));
        await(1);
        Thread.sleep(2 * Policy.IDLE_MILLIS);
        other.stop();
        assertEquals(
                "idle", chore.done.get(0)); // a view of the list would not bear what comes later
    }

    @Test
    void anUrgentChoreIsDoneWhileJobsWait() throws InterruptedException {
        Chore chore = new Chore();
        chore.urgent = true;
        CompileService other =
                new CompileService(finished::release, ownClock::get, processClock::get, chore);
        assertTrue(other.submit(new Job("too much for its share", 1, 1_000_000_000)));
        for (int i = 0; i < 200 && chore.done.isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertEquals(List.of("idle"), chore.done);
        other.stop();
    }

    @Test
    void theEndWaitsAsLongAsTheChoreWants() throws InterruptedException {
        Chore slow =
                new Chore() {
                    @Override
                    public void run(boolean last) {
                        try {
                            Thread.sleep(4 * Policy.LAST_CHORE_MILLIS);
                        } catch (InterruptedException end) {
                            Thread.currentThread().interrupt();
                        }
                        super.run(last);
                    }
                };
        slow.patience = 40 * Policy.LAST_CHORE_MILLIS;
        CompileService other =
                new CompileService(finished::release, ownClock::get, processClock::get, slow);
        other.start();
        other.stop();
        assertEquals(List.of("last"), slow.done);
    }
}
