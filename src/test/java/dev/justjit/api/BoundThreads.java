package dev.justjit.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Threads that call bound functions without a pause, while others write machine code, change what is called, bind,
 * close, and end Python; run by {@link BoundFunctionsIT}.
 */
@SuppressWarnings("ReturnValueIgnored") // calls whose exception is looked at
public final class BoundThreads {
    private static final long MILLIS = 2500;
    private static final int CALLERS = 3;
    private static final int OPEN = 10;
    private static final int OFTEN = 20;

    private static final String SOURCE =
            """
            import math
            def add(a, b): return a + b
            def root(x): return math.sqrt(x)
            def first(n): return n + 1
            def second(n): return n - 1
            def either(n): return n + 1
            codes = (first.__code__, second.__code__)
            real = math.sqrt
            """;

    private final Python python;
    private volatile LongUnaryOperator latest = n -> n + 1;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();

    private BoundThreads(Python python) {
        this.python = python;
    }

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        Python python = Python.open();
        python.exec(SOURCE);
        new BoundThreads(python).run();
    }

    private void run() throws Exception {
        LongBinaryOperator add = python.bind("add", LongBinaryOperator.class);
        DoubleUnaryOperator root = python.bind("root", DoubleUnaryOperator.class);
        LongUnaryOperator either = python.bind("either", LongUnaryOperator.class);
        ExecutorService pool = Executors.newCachedThreadPool();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            all.add(pool.submit(() -> call(add, root, either)));
        }
        all.add(pool.submit(this::change));
        all.add(pool.submit(this::compile));
        all.add(pool.submit(this::bindAndClose));
        Thread.sleep(MILLIS);
        stop.set(true);
        for (Future<?> each : all) {
            each.get();
        }
        System.out.println("wrong: " + wrong);
        System.out.println("both were seen: " + (up.get() > 0 && down.get() > 0));
        Future<?> last = pool.submit(() -> callToTheEnd(add));
        python.close();
        last.get();
        pool.shutdown();
    }

    private void call(LongBinaryOperator add, DoubleUnaryOperator root, LongUnaryOperator either) {
        for (long i = 0; !stop.get(); i++) {
            if (add.applyAsLong(i, 5) != i + 5) {
                wrong.incrementAndGet();
            }
            double found = root.applyAsDouble(9);
            if (found != 3 && found != -1) {
                wrong.incrementAndGet();
            }
            callLatest();
            long which = either.applyAsLong(i) - i;
            if (which == 1) {
                up.incrementAndGet();
            } else if (which == -1) {
                down.incrementAndGet();
            } else {
                wrong.incrementAndGet();
            }
        }
    }

    private void change() {
        for (int i = 0; !stop.get(); i++) {
            python.exec("either.__code__ = codes[" + i % 2 + "]");
            python.exec(i % 3 == 0 ? "math.sqrt = lambda x: -1" : "math.sqrt = real");
        }
        python.exec("math.sqrt = real");
    }

    private void compile() {
        for (int i = 0; !stop.get(); i++) {
            python.exec("def f" + i % 50 + "(a): return a + " + i + "\n");
            python.compile("f" + i % 50).close();
        }
    }

    /** Callers call the latest one while the next is written beside it. */
    private void bindAndClose() {
        Deque<LongUnaryOperator> open = new ArrayDeque<>();
        while (!stop.get()) {
            LongUnaryOperator bound = python.bind("first", LongUnaryOperator.class);
            latest = bound;
            open.add(bound);
            if (open.size() > OPEN) {
                close(open.remove());
            }
        }
        open.forEach(BoundThreads::close);
    }

    private static void close(LongUnaryOperator bound) {
        try {
            ((AutoCloseable) bound).close();
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private void callLatest() {
        try {
            for (int i = 0; i < OFTEN; i++) {
                if (latest.applyAsLong(1) != 2) {
                    wrong.incrementAndGet();
                }
            }
        } catch (IllegalStateException closed) {
            latest = n -> n + 1; // until the next one is there
        }
    }

    private static void callToTheEnd(LongBinaryOperator add) {
        try {
            while (true) {
                add.applyAsLong(1, 2);
            }
        } catch (IllegalStateException ended) {
            System.out.println("end: " + ended.getMessage());
        }
    }
}
