package dev.justjit.bench;

import dev.justjit.api.PyFunction;
import dev.justjit.api.Python;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** One call of a small Python function: arguments from Java, the result as a Java value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 30, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class CallsFromJava {
    private static final String SOURCE =
            """
            def nothing(): return None
            def add_ints(a, b): return a + b
            def add_longs(a, b): return a + b
            def add_floats(a, b): return a + b
            def add_strings(a, b): return a + b
            def interpreted(a, b): return a + b
            """;

    /** Python can be opened once in a process: also when JMH runs all benchmarks in one. */
    private static @Nullable Python python;

    private int small = 3;
    private long large = 1L << 40;
    private double real = 1.5;
    private String text = "abc";

    private PyFunction nothing;
    private PyFunction addInts;
    private PyFunction addLongs;
    private PyFunction addFloats;
    private PyFunction addStrings;
    private PyFunction interpreted;

    /** Compiles the functions for the types that they are called with. */
    @Setup
    public void compile() {
        Python open = python;
        if (open == null) {
            open = Python.open();
            open.exec(SOURCE);
            python = open;
        }
        nothing = compiled(open, "nothing");
        addInts = compiled(open, "add_ints", small, small);
        addLongs = compiled(open, "add_longs", large, large);
        addFloats = compiled(open, "add_floats", real, real);
        addStrings = compiled(open, "add_strings", text, text);
        interpreted = open.function("interpreted");
    }

    private static PyFunction compiled(Python python, String name, Object... arguments) {
        PyFunction function = python.jit(name);
        for (int i = 0; i < 3; i++) {
            function.call(arguments);
        }
        if (!python.isCompiled(name)) {
            throw new IllegalStateException(python.explain(name).toString());
        }
        return function;
    }

    /** No arguments, the result None: entering and leaving Python. */
    @Benchmark
    public @Nullable Object nothing() {
        return nothing.call();
    }

    /** Small ints, which Python does not allocate. */
    @Benchmark
    public @Nullable Object ints() {
        return addInts.call(small, small);
    }

    /** Ints of two digits. */
    @Benchmark
    public @Nullable Object longs() {
        return addLongs.call(large, large);
    }

    /** Doubles. */
    @Benchmark
    public @Nullable Object floats() {
        return addFloats.call(real, real);
    }

    /** Short strings of one byte per character. */
    @Benchmark
    public @Nullable Object strings() {
        return addStrings.call(text, text);
    }

    /** The same as {@link #ints} by the interpreter. */
    @Benchmark
    public @Nullable Object interpreted() {
        return interpreted.call(small, small);
    }

    /** Four threads that want the GIL all the time; the time of one call on one of them. */
    @Benchmark
    @Threads(4)
    public @Nullable Object intsOnFourThreads() {
        return addInts.call(small, small);
    }
}
