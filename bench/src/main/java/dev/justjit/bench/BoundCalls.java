package dev.justjit.bench;

import dev.justjit.api.PyFunction;
import dev.justjit.api.Python;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import jnr.ffi.LibraryLoader;
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

/** Every kind of call: by objects, bound to an interface, and plain C by jnr-ffi. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 150, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class BoundCalls {
    private static final String SOURCE =
            """
            import math
            factor = 3
            def none(): return None
            def same(a): return a
            def add(a, b): return a + b
            def four(a, b, c, d): return a + b + c + d
            def size(s): return len(s)
            def hypot(a, b): return math.sqrt(a * a + b * b)
            def scaled(a): return a * factor
            def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
            """;

    /** Of the C library. */
    public interface C {
        /** {@code long labs(long)}. */
        long labs(long value);

        /** {@code double fabs(double)}. */
        double fabs(double value);

        /** {@code double pow(double, double)}. */
        double pow(double base, double exponent);
    }

    /** Four arguments. */
    public interface Four {
        /** Their sum. */
        long of(long a, long b, long c, long d);
    }

    private static @Nullable Python python;

    private long x = 40;
    private long y = 1L << 40;
    private double real = 1.5;
    private String text = "abc";
    private List<Integer> list = List.of(1, 2, 3);
    private byte[] bytes = new byte[16];

    private PyFunction none;
    private PyFunction same;
    private PyFunction add;
    private PyFunction four;
    private PyFunction size;
    private LongBinaryOperator addLongs;
    private DoubleBinaryOperator addDoubles;
    private Four addFour;
    private DoubleBinaryOperator hypot;
    private LongUnaryOperator scaled;
    private LongUnaryOperator fib;
    private UnaryOperator<Object> sameText;
    private ToDoubleFunction<Object> sizeOf;
    private C c;

    /** Compiles and binds. */
    @Setup
    @SuppressWarnings("unchecked")
    public void open() {
        Python open = python;
        if (open == null) {
            open = Python.open();
            open.exec(SOURCE);
            python = open;
        }
        none = open.jit("none");
        same = open.jit("same");
        add = open.jit("add");
        four = open.jit("four");
        size = open.jit("size");
        for (int i = 0; i < 3; i++) {
            none.call();
            same.call(x);
            add.call(x, x);
            four.call(x, x, x, x);
            size.call(text);
        }
        addLongs = open.bind("add", LongBinaryOperator.class);
        addDoubles = open.bind("add", DoubleBinaryOperator.class);
        addFour = open.bind("four", Four.class);
        hypot = open.bind("hypot", DoubleBinaryOperator.class);
        scaled = open.bind("scaled", LongUnaryOperator.class);
        fib = open.bind("fib", LongUnaryOperator.class);
        sameText = open.bind("same", UnaryOperator.class);
        sizeOf = open.bind("size", ToDoubleFunction.class);
        c = LibraryLoader.create(C.class).load("m");
    }

    /** No argument, None. */
    @Benchmark
    public @Nullable Object objects0() {
        return none.call();
    }

    /** One int. */
    @Benchmark
    public @Nullable Object objects1() {
        return same.call(x);
    }

    /** {@code f(a, b)}, small ints. */
    @Benchmark
    public @Nullable Object objects2() {
        return add.call(x, x);
    }

    /** Four ints. */
    @Benchmark
    public @Nullable Object objects4() {
        return four.call(x, x, x, x);
    }

    /** A String there, an int back. */
    @Benchmark
    public @Nullable Object objectsString() {
        return size.call(text);
    }

    /** A list of three ints, copied. */
    @Benchmark
    public @Nullable Object objectsList() {
        return size.call(list);
    }

    /** Longs in registers, without the GIL. */
    @Benchmark
    public long boundLong() {
        return addLongs.applyAsLong(x, y);
    }

    /** The same on four threads. */
    @Benchmark
    @Threads(4)
    public long boundLongOnFourThreads() {
        return addLongs.applyAsLong(x, y);
    }

    /** Doubles in registers, without the GIL. */
    @Benchmark
    public double boundDouble() {
        return addDoubles.applyAsDouble(real, real);
    }

    /** Four longs. */
    @Benchmark
    public long boundFour() {
        return addFour.of(x, y, x, y);
    }

    /** A function of a module, whose namespaces are checked; without the GIL. */
    @Benchmark
    public double boundHypot() {
        return hypot.applyAsDouble(real, real);
    }

    /** A global that is a number: with the GIL. */
    @Benchmark
    public long boundGlobal() {
        return scaled.applyAsLong(x);
    }

    /** A function that calls itself, which ends at once: with the GIL. */
    @Benchmark
    public long boundRecursion() {
        return fib.applyAsLong(1);
    }

    /** The sum is no long: its object is made. */
    @Benchmark
    public boolean boundOverflow() {
        try {
            addLongs.applyAsLong(Long.MAX_VALUE, y);
            return false;
        } catch (ArithmeticException expected) {
            return true;
        }
    }

    /** A String there and back. */
    @Benchmark
    public Object boundString() {
        return sameText.apply(text);
    }

    /** Bytes, copied. */
    @Benchmark
    public double boundBytes() {
        return sizeOf.applyAsDouble(bytes);
    }

    /** {@code labs}. */
    @Benchmark
    public long plainLong() {
        return c.labs(x);
    }

    /** {@code fabs}. */
    @Benchmark
    public double plainDouble() {
        return c.fabs(real);
    }

    /** {@code pow}. */
    @Benchmark
    public double plainPow() {
        return c.pow(real, real);
    }
}
