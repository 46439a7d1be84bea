package dev.justjit.api;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compiled functions through the API, in a JVM of its own with nothing but the jar. Prints one line
 * per check; {@link CompiledFunctionsIT} compares them.
 */
public final class CompiledProgram {
    private static final int THREADS = 8;
    private static final int CALLS = 10_000;

    private static final String SOURCE =
            """
            def weigh(n, scale):
                total = 0
                for i in range(n):
                    total += i * scale
                return total

            def join(words, end):
                text = ""
                for word in words:
                    text = text + word
                return {"text": text + end, "size": len(words)}

            def inner(x):
                return 100 // x

            def outer(x):
                return inner(x - 1) + 1

            def gen():
                for i in range(3):
                    yield str(i)

            exec("def big():\\n" + "    x = 1\\n" * 31000)

            def down(n):
                return 0 if n == 0 else 1 + down(n - 1)

            class Point:
                def __init__(self, x):
                    self.x = x

                def twice(self):
                    return self.x * 2
            """;

    private CompiledProgram() {}

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        Python python = Python.open();
        python.exec(SOURCE);
        marks(python);
        manyThreads(python);
        manyTypes(python);
        errors(python);
        recursion(python);
        handleClosedInsideCall(python);
        closeWhileOthersCall(python);
    }

    private static void say(String what, Object result) {
        System.out.println(what + ": " + result);
        System.out.flush();
    }

    private static String failure(Runnable action) {
        try {
            action.run();
            return "no failure";
        } catch (PythonException failure) {
            return failure.getMessage();
        } catch (RuntimeException failure) {
            return failure.getClass().getSimpleName() + " " + failure.getMessage();
        }
    }

    private static void marks(Python python) {
        PyFunction weigh = python.jit("weigh");
        weigh.call(3, 2);
        weigh.call(3, 2);
        say("before the third call", python.isCompiled("weigh"));
        say("reason", python.explain("weigh").reason());
        weigh.call(3, 2);
        say("after the third call", python.isCompiled("weigh"));
        Explanation weighed = python.explain("weigh");
        say("explained", weighed.name() + " " + weighed.compiled() + " " + weighed.reason());
        say("has code", weighed.bytes() > 0 && weighed.versions() == 1);
        say("has exits", !weighed.exits().isEmpty() && weighed.exits().get(0).line() > 0);
        say("loops", weighed.loops().get(1));
        python.compile("join").close();
        say("compiled at once", python.isCompiled("join"));
        python.compile("Point.twice").close();
        say("method", python.isCompiled("Point.twice") + " " + python.eval("Point(21).twice()"));
        say("module", python.compile("textwrap:dedent").call(" a"));
        python.compile("gen").close();
        say("generator", python.eval("' '.join(gen())"));
        say("generator's reason", python.explain("gen").reason());
        say("too large", failure(() -> python.compile("big")));
        say("builtin", failure(() -> python.jit("builtins:len")));
        say("builtin compiled", python.isCompiled("builtins:len"));
        say("missing", failure(() -> python.compile("nope")));
        say("missing attribute", failure(() -> python.explain("Point.nope")));
    }

    /** Every thread calls the same function, and every call has a result of its own. */
    private static void manyThreads(Python python) throws Exception {
        PyFunction weigh = python.function("weigh");
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<Integer>> wrong = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int scale = t + 1;
            wrong.add(pool.submit(() -> wrongResults(weigh, scale)));
        }
        int all = 0;
        for (Future<Integer> one : wrong) {
            all += one.get();
        }
        pool.shutdown();
        say("wrong results", all);
        say("still compiled", python.isCompiled("weigh"));
        Explanation.Loop loop = python.explain("weigh").loops().get(1);
        Explanation.Region region = loop.regions().get(0);
        say("loop", loop.line() + " " + loop.reason() + " " + (region.entered() > 0));
        for (Explanation.Value value : region.values()) {
            say("in a register", value.name() + " " + value.type());
        }
        for (Explanation.Exit exit : region.exits()) {
            say("way out", exit.line() + " " + exit.reason());
        }
    }

    private static int wrongResults(PyFunction weigh, long scale) {
        int wrong = 0;
        for (int i = 0; i < CALLS; i++) {
            long n = i % 40;
            Object sum = weigh.call(n, scale);
            if (!Long.valueOf(n * (n - 1) / 2 * scale).equals(sum)) {
                wrong++;
            }
        }
        return wrong;
    }

    private static void manyTypes(Python python) {
        PyFunction weigh = python.function("weigh");
        say("float", weigh.call(5, 0.5));
        say("large", weigh.call(5, BigInteger.TWO.pow(70)));
        say("becomes large", weigh.call(5, Long.MAX_VALUE));
        say("bool", weigh.call(5, true));
        say("str", failure(() -> weigh.call(5, "x")));
        say("too few", failure(() -> weigh.call(5)));
        PyFunction join = python.function("join");
        say("join", join.call(List.of("a", "\u00e9", "\ud83d\ude00"), "!"));
        say("join of keys", join.call(Map.of("k", 1), "."));
    }

    private static void errors(Python python) {
        python.compile("inner").close();
        try (PyFunction outer = python.compile("outer")) {
            say("outer", outer.call(3));
            outer.call(1);
        } catch (PythonException failure) {
            say("type", failure.typeName());
            say("message", failure.pythonMessage());
            say("traceback", failure.pythonTraceback().replace("\n", "|"));
        }
    }

    private static void recursion(Python python) throws Exception {
        python.compile("down").close();
        PyFunction down = python.function("down");
        say("deep", down.call(900));
        say("too deep", failure(() -> down.call(100_000)));
        python.exec("import sys; sys.setrecursionlimit(10**6)");
        say("very deep", down.call(100_000));
        Object[] small = new Object[1];
        Thread thread = new Thread(null, () -> small[0] = down.call(100_000), "small", 256 << 10);
        thread.start();
        thread.join();
        say("very deep on a small stack", small[0]);
        python.exec("sys.setrecursionlimit(1000)");
    }

    private static void handleClosedInsideCall(Python python) throws Exception {
        python.exec("import threading; go = threading.Event()\ndef wait(x): go.wait(); return x");
        PyFunction wait = python.compile("wait");
        python.exec("del wait");
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Future<Object> result = pool.submit(() -> wait.call(7));
        while (!python.eval("len(go._cond._waiters)").toJava().equals(1L)) {
            Thread.onSpinWait();
        }
        wait.close();
        python.exec("go.set()");
        say("closed inside a call", result.get());
        pool.shutdown();
    }

    private static void closeWhileOthersCall(Python python) throws Exception {
        PyFunction weigh = python.function("weigh");
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        CountDownLatch running = new CountDownLatch(THREADS);
        List<Future<String>> ends = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            ends.add(pool.submit(() -> callUntilClosed(weigh, running)));
        }
        running.await();
        python.close();
        python.close();
        for (Future<String> end : ends) {
            say("end", end.get());
        }
        weigh.close();
        pool.shutdown();
        say("explain after close", failure(() -> python.explain("weigh")));
    }

    private static String callUntilClosed(PyFunction weigh, CountDownLatch running) {
        for (int i = 0; ; i++) {
            if (i == 10) {
                running.countDown();
            }
            try {
                weigh.call(50, 3);
            } catch (IllegalStateException closed) {
                return closed.getMessage();
            }
        }
    }
}
