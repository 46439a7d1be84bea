package dev.justjit.bench;

import dev.justjit.api.PyFunction;
import dev.justjit.api.Python;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntConsumer;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the first calls in a process cost, without JMH and its warm-up: nanoseconds of this thread's own CPU time for
 * one call, the mean of each stretch. One argument: {@code objects}, {@code interpreted} or {@code long}.
 */
public final class ColdCalls {
    private static final int[] STRETCHES = {1000, 2000, 10_000, 20_000, 100_000, 1_000_000};
    private static final String SOURCE = "def add(a, b): return a + b\n";
    private static final int SMALL = 255;

    private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();

    /** Results go somewhere. */
    private @Nullable Object object;

    private long sum;

    private ColdCalls() {}

    /** Measures one kind of call. */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("which: objects, interpreted, long");
        }
        try (Python python = Python.open()) {
            python.exec(SOURCE);
            new ColdCalls().measure(python, arguments[0]);
        }
    }

    private void measure(Python python, String what) {
        switch (what) {
            case "objects" -> objects(python.jit("add"));
            case "interpreted" -> objects(python.function("add"));
            case "long" -> {
                LongBinaryOperator add = python.bind("add", LongBinaryOperator.class);
                measure(i -> sum += add.applyAsLong(i, 3));
            }
            default -> throw new IllegalArgumentException(what);
        }
        System.out.println(" (" + object + sum + ")");
    }

    private void objects(PyFunction add) {
        measure(i -> object = add.call(i & SMALL, 3));
    }

    private void measure(IntConsumer call) {
        int done = 0;
        for (int end : STRETCHES) {
            int calls = end - done;
            long start = clock.getCurrentThreadCpuTime();
            for (; done < end; done++) {
                call.accept(done);
            }
            long nanos = clock.getCurrentThreadCpuTime() - start;
            System.out.printf("to %d: %d ns  ", end, nanos / calls);
        }
    }
}
