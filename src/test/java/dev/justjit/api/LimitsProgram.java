package dev.justjit.api;

import static dev.justjit.api.ObjectsProgram.failure;
import static dev.justjit.api.ObjectsProgram.say;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Python code that is interrupted from Java, in a JVM of its own; for {@link JavaApiIT}. */
public final class LimitsProgram {
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String SOURCE =
            """
            from justjit.java import TimeLimit, JavaInterrupt
            started = False

            def spin(n):
                global started
                started = True
                while True:
                    n = (n + 1) & 1023

            def count(n):
                s = 0
                for i in range(n):
                    s += i & 3
                return s

            def stubborn(n):
                global started
                started = True
                caught = 0
                while caught < n:
                    try:
                        spin(0)
                    except KeyboardInterrupt:
                        caught += 1
                return caught

            def careful():
                try:
                    spin(0)
                except TimeLimit as e:
                    return type(e).__mro__[1].__name__
            """;

    private LimitsProgram() {}

    /** Runs everything; with an argument, on a virtual thread, which Java 21 and newer have. */
    public static void main(String[] arguments) throws Exception {
        try (Python python = Python.open()) {
            python.exec(SOURCE);
            if (arguments.length > 0) {
                virtual(python);
                return;
            }
            limits(python, false);
            python.compile("spin").close();
            python.compile("count").close();
            limits(python, true);
            nested(python);
            interrupts(python);
            executors(python);
            stale(python);
        }
    }

    private static void limits(Python python, boolean compiled) {
        String how = compiled ? "compiled " : "";
        PyFunction spin = python.function("spin");
        long start = System.nanoTime();
        say(how + "limit", failure(() -> python.withTimeout(SHORT, () -> spin.call(0))));
        long millis = (System.nanoTime() - start) / 1_000_000;
        say(how + "in time", millis >= 60 && millis < 30_000 ? "yes" : millis + " ms");
        say(how + "no limit", python.withTimeout(LONG, () -> python.function("count").call(10)));
        PyFunction count = python.function("count");
        say(
                how + "long loop",
                failure(() -> python.withTimeout(SHORT, () -> count.call(1L << 40))));
        say(how + "caught", python.withTimeout(SHORT, () -> python.function("careful").call()));
        say(how + "again", python.withTimeout(SHORT, () -> python.function("stubborn").call(2)));
        say(how + "nothing left", python.function("count").call(3_000_000));
    }

    private static void nested(Python python) {
        Callable<Object> inner =
                () ->
                        failure(
                                () ->
                                        python.withTimeout(
                                                SHORT, () -> python.function("spin").call(0)));
        python.set("inner", inner);
        say(
                "inner",
                python.withTimeout(LONG, () -> python.eval("[inner(), count(1000000)]").toJava()));
        Callable<Object> outer =
                () -> python.withTimeout(LONG, () -> python.function("spin").call(0));
        python.set("outer", outer);
        say("outer", failure(() -> python.withTimeout(SHORT, () -> python.eval("outer()"))));
        python.withTimeout(SHORT, LimitsProgram::sleep);
        say("in Java", "ok");
        say("exceptions pass", failure(() -> python.withTimeout(LONG, () -> python.eval("1 / 0"))));
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException unexpected) {
            say("unexpected", unexpected);
        }
    }

    private static void interrupts(Python python) throws Exception {
        for (String name : List.of("spin", "stubborn")) {
            python.exec("started = False");
            List<String> results = new ArrayList<>();
            Thread thread =
                    new Thread(
                            () -> {
                                results.add(failure(() -> python.function(name).call(1)));
                                results.add("still set: " + Thread.interrupted());
                                results.add(failure(() -> python.function("count").call(10)));
                            });
            thread.start();
            awaitStart(python);
            thread.interrupt();
            thread.join();
            say("interrupted " + name, String.join("; ", results));
        }
        CountDownLatch never = new CountDownLatch(1);
        Callable<Object> waits =
                () -> {
                    python.exec("started = True");
                    never.await();
                    return null;
                };
        python.exec("started = False");
        python.set("waits", waits);
        Thread thread =
                new Thread(
                        () -> {
                            say("in Java", failure(() -> python.eval("waits()")));
                            say("set again", Thread.currentThread().isInterrupted());
                        });
        thread.start();
        awaitStart(python);
        thread.interrupt();
        thread.join();
    }

    private static void awaitStart(Python python) throws InterruptedException {
        while (!python.eval("started").asBoolean()) {
            Thread.sleep(5);
        }
    }

    private static void executors(Python python) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Future<Object>> results = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int n = i;
            results.add(pool.submit(() -> python.function("count").call(n)));
        }
        List<Object> values = new ArrayList<>();
        for (Future<Object> result : results) {
            values.add(result.get());
        }
        say("executor", values);
        python.exec("started = False");
        Future<Object> endless = pool.submit(() -> python.function("spin").call(0));
        awaitStart(python);
        endless.cancel(true);
        pool.shutdown();
        say("cancelled", pool.awaitTermination(20, TimeUnit.SECONDS));
    }

    /** What comes too late for one call does not hit the next. */
    private static void stale(Python python) {
        PyFunction count = python.function("count");
        int late = 0;
        for (int i = 0; i < 60; i++) {
            int n = i;
            Duration limit = Duration.ofNanos(2_000_000L + i * 20_000L);
            try {
                python.withTimeout(limit, () -> count.call(n * 20_000L));
            } catch (PythonTimeoutException expected) {
                late++;
            }
            if (!count.call(2000).equals(2996L) && !count.call(2000).equals(3000L)) {
                late = -1000;
            }
        }
        say("stale", late >= 0);
    }

    private static void virtual(Python python) throws Exception {
        ExecutorService pool =
                (ExecutorService)
                        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        List<Future<Object>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int n = i;
            Callable<Object> twice = () -> (Long) python.function("count").call(n) * 2;
            python.set("twice" + n, twice);
            results.add(pool.submit(() -> python.eval("twice" + n + "()").toJava()));
        }
        long sum = 0;
        for (Future<Object> result : results) {
            sum += (Long) result.get();
        }
        say("virtual", sum);
        Future<Object> endless = pool.submit(() -> python.function("spin").call(0));
        awaitStart(python);
        endless.cancel(true);
        say(
                "limit",
                failure(
                        () ->
                                pool.submit(
                                                () ->
                                                        python.withTimeout(
                                                                SHORT,
                                                                () ->
                                                                        python.function("spin")
                                                                                .call(0)))
                                        .get()));
        pool.shutdown();
        say("ended", pool.awaitTermination(20, TimeUnit.SECONDS));
    }
}
