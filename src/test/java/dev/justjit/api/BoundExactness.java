package dev.justjit.api;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Random arguments and borders, bound and interpreted; run by {@link BoundFunctionsIT}. */
public final class BoundExactness {
    private static final String[] LONGS = {
        "a + b", "a - b", "a * b", "a // b", "a % b", "-a if a > b else ~b", "a & b | a ^ 5",
        "abs(a) + abs(b)", "a << (b & 7)", "a >> (b & 63)", "min(a, b) * 3", "a / b", "a < b",
                "None",
        "(a % 1000) ** 2 + b // 7"
    };

    private static final String[] DOUBLES = {
        "a + b",
        "a - b",
        "a * b",
        "a / b",
        "a // b",
        "a % b",
        "-a",
        "abs(a) - b",
        "a ** 2 + b",
        "a if a < b else b",
        "math.sqrt(a * a + b * b)",
        "sqrt(a)",
        "max(a, b)",
        "int(a)",
        "a == b"
    };

    private static final long[] BORDERS = {
        0,
        1,
        -1,
        2,
        -2,
        7,
        63,
        64,
        255,
        256,
        257,
        -5,
        -6,
        (1L << 30) - 1,
        1L << 30,
        1L << 31,
        -(1L << 31),
        1L << 32,
        (1L << 53) + 1,
        1L << 60,
        (1L << 60) - 1,
        1L << 62,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        -(1L << 60),
        3037000500L
    };

    private static final double[] REALS = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2.0,
        3.7,
        -3.7,
        1e308,
        -1e308,
        1e-320,
        Double.MIN_VALUE,
        2251799813685249.5,
        9.3e18,
        -9.3e18,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    /** Three arguments of different types. */
    private interface Mixed {
        double of(long n, double x, boolean negative, int last);
    }

    /** What a call does: it may throw. */
    private interface Call {
        @Nullable Object run();
    }

    private final Random random = new Random(20261130);
    private final Python python;

    private BoundExactness(Python python) {
        this.python = python;
    }

    /** Runs everything. */
    public static void main(String[] arguments) {
        boolean jit = !"false".equals(System.getProperty("bound.jit"));
        PythonOptions options = PythonOptions.defaults();
        try (Python python = Python.open(jit ? options : options.withJit(false))) {
            python.exec("import math\nfrom math import sqrt\n");
            BoundExactness all = new BoundExactness(python);
            System.out.println("longs: " + all.longs() + " differ");
            System.out.println("doubles: " + all.doubles() + " differ");
            System.out.println("mixed: " + all.mixed() + " differ");
            System.out.println("bools: " + all.bools() + " differ");
        }
    }

    private PyFunction define(String parameters, String expression) {
        for (String name : new String[] {"bound", "other"}) {
            python.exec("def " + name + "(" + parameters + "): return " + expression + "\n");
        }
        return python.function("other");
    }

    private long integer() {
        return random.nextInt(3) > 0
                ? BORDERS[random.nextInt(BORDERS.length)] + random.nextInt(3) - 1
                : random.nextLong() >> random.nextInt(64);
    }

    private double real() {
        return random.nextInt(3) > 0
                ? REALS[random.nextInt(REALS.length)]
                : random.nextInt(2) == 0
                        ? random.nextGaussian() * 100
                        : Double.longBitsToDouble(random.nextLong());
    }

    private int longs() {
        int wrong = 0;
        for (String expression : LONGS) {
            PyFunction other = define("a, b", expression);
            LongBinaryOperator bound = python.bind("bound", LongBinaryOperator.class);
            for (int i = 0; i < 600; i++) {
                long a = integer();
                long b = integer();
                wrong +=
                        differ(
                                expression + " " + a + " " + b,
                                () -> bound.applyAsLong(a, b),
                                () -> asLong(other.call(a, b)));
            }
        }
        return wrong;
    }

    private int doubles() {
        int wrong = 0;
        for (String expression : DOUBLES) {
            PyFunction other = define("a, b", expression);
            DoubleBinaryOperator bound = python.bind("bound", DoubleBinaryOperator.class);
            for (int i = 0; i < 600; i++) {
                double a = real();
                double b = real();
                wrong +=
                        differ(
                                expression + " " + a + " " + b,
                                () -> bound.applyAsDouble(a, b),
                                () -> asDouble(other.call(a, b)));
            }
        }
        return wrong;
    }

    private int mixed() {
        PyFunction other =
                define("n, x, negative, last", "-(n * x + last) if negative else n - x * last");
        Mixed bound = python.bind("bound", Mixed.class);
        int wrong = 0;
        for (int i = 0; i < 2000; i++) {
            long n = integer();
            double x = real();
            boolean negative = random.nextBoolean();
            int last = (int) integer();
            wrong +=
                    differ(
                            "mixed",
                            () -> bound.of(n, x, negative, last),
                            () -> asDouble(other.call(n, x, negative, last)));
        }
        return wrong;
    }

    private int bools() {
        PyFunction other = define("n", "n % 3 == 0 or n > 2**62");
        LongPredicate bound = python.bind("bound", LongPredicate.class);
        int wrong = 0;
        for (int i = 0; i < 1000; i++) {
            long n = integer();
            wrong += differ("bool " + n, () -> bound.test(n), () -> other.call(n));
        }
        return wrong;
    }

    private static long asLong(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        } else if (value instanceof BigInteger) {
            throw new ArithmeticException();
        }
        throw new ClassCastException();
    }

    private static double asDouble(@Nullable Object value) {
        if (value instanceof Number number) {
            double result = number.doubleValue();
            if (Double.isInfinite(result) && value instanceof BigInteger) {
                throw new ArithmeticException();
            }
            return result;
        }
        throw new ClassCastException();
    }

    private static int differ(String what, Call one, Call two) {
        Object first = outcome(one);
        Object second = outcome(two);
        if (Objects.equals(first, second)) {
            return 0;
        }
        System.out.println(what + ": " + first + ", not " + second);
        return 1;
    }

    /** The value, doubles by their bits except for NaN; or what was thrown. */
    private static @Nullable Object outcome(Call call) {
        try {
            return call.run();
        } catch (PythonException raised) {
            return raised.getMessage();
        } catch (ArithmeticException | ClassCastException mismatch) {
            return mismatch.getClass();
        }
    }
}
