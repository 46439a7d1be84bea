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
            new CompileService(finished::release, ownClock::get, processClock::get);

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
}
