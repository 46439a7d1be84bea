package dev.justjit.api;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Interfaces of all kinds that functions are bound to, and what is refused; run by {@link BoundFunctionsIT}. */
@SuppressWarnings("UnusedMethod") // interfaces that are refused, or called through others
public final class BoundInterfaces {
    static final String EXPECTED =
            """
            pick as java.util.function.IntPredicate, with registers
            text as dev.justjit.api.BoundInterfaces$Repeat, with objects: not all parameters are primitive, or they are too many
            predicate: false true
            not a bool: ClassCastException text returned a Python int, not a bool
            text: ababab
            text of a number: ClassCastException text returned a Python int, not a String
            objects: [1, 2] [1.5, true, null, x]
            function of objects: 12
            operator: xyxy
            small: -128
            too small: ArithmeticException text returned 128, which is not from -128 to 127
            seven: 28.5
            fifteen: 120
            float: 0.75
            nothing: 5
            suppliers: true 2.5 [7]
            handle: complex 5.0
            box: 42
            no box: ClassCastException pick returned a Python bool, not an int
            length of bytes: 3.0
            of a list: 6.0
            own close: done
            default method: 9
            builtin: 5 abs as java.util.function.IntUnaryOperator, with objects: it is no Python function
            method: 8
            generator: it is no plain function: a generator, a closure, or with special arguments
            none: IllegalArgumentException java.lang.String is no interface: a functional interface is needed
            two: IllegalArgumentException java.util.Iterator has more than one abstract method: hasNext and next: a functional interface is needed
            no method: IllegalArgumentException java.io.Serializable has no abstract method: a functional interface is needed
            char: IllegalArgumentException dev.justjit.api.BoundInterfaces$Letter has a parameter of type char, which Python values are not turned into or from
            result: IllegalArgumentException dev.justjit.api.BoundInterfaces$Threads has a result of type java.lang.Thread, which Python values are not turned into or from
            missing: IllegalArgumentException __main__ has no function nope
            no callable: IllegalArgumentException number cannot be called: its type is int
            after the end: IllegalStateException Python was closed
            """;

    private static final String SOURCE =
            """
            from fractions import Fraction
            number = 5
            def pick(n): return n > 3
            def text(a, n): return a * n
            def pair(*a): return list(a)
            def plus(a, b): return a + b
            def double(a): return a * 2
            def seven(a, b, c, d, e, f, g): return a + b + c + d + e + f + g
            def fifteen(*a): return sum(a)
            def same(a): return a
            def note(n):
                global noted
                noted = n
            def yes(): return True
            def half(): return 2.5
            def items(): return [7]
            def cmplx(a, b): return complex(a, b)
            def length(b): return len(b)
            def total(b): return sum(b)
            def gen(n): yield n
            class Point:
                def __init__(self, x): self.x = x
                def scaled(self, n): return self.x * n
            point = Point(4)
            """;

    private BoundInterfaces() {}

    private interface Repeat {
        String of(String text, int count);
    }

    interface Tiny {
        byte of(byte a, short b);
    }

    private interface Seven {
        double of(int a, long b, double c, float d, short e, byte f, int g);
    }

    private interface Fifteen {
        int of(
                int a,
                int b,
                int c,
                int d,
                int e,
                int f,
                int g,
                int h,
                int i,
                int j,
                int k,
                int l,
                int m,
                int n,
                int o);
    }

    private interface Make {
        PyValue of(double a, double b);
    }

    private interface Boxed {
        Integer of(int n);
    }

    private interface Letter {
        int of(char c);
    }

    private interface Threads {
        Thread of(int n);
    }

    /** Narrower than what it inherits. */
    private interface Doubler extends UnaryOperator<String> {
        @Override
        String apply(String text);
    }

    private interface Closing extends AutoCloseable {
        int of(int n);

        @Override
        default void close() {
            System.out.println("own close: done");
        }
    }

    private interface WithDefault {
        long of(long a, long b);

        default long twice(long a) {
            return of(of(a, 1), 3);
        }
    }

    private interface Call {
        @Nullable Object run() throws Exception;
    }

    private static void say(String what, Call call) {
        String outcome;
        try {
            outcome = String.valueOf(call.run());
        } catch (Exception thrown) {
            outcome = thrown.getClass().getSimpleName() + " " + thrown.getMessage();
        }
        System.out.println(what + ": " + outcome);
    }

    private static String shown(Object bound) {
        return bound.toString().replace(" bound", "");
    }

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        Python python = Python.open();
        python.exec(SOURCE);
        IntPredicate pick = python.bind("pick", IntPredicate.class);
        typed(python, pick);
        objects(python);
        others(python);
        refused(python);
        python.close();
        say("after the end", () -> pick.test(1));
    }

    private static void typed(Python python, IntPredicate pick) {
        System.out.println(shown(pick));
        Repeat text = python.bind("text", Repeat.class);
        System.out.println(shown(text));
        System.out.println("predicate: " + pick.test(3) + " " + pick.test(4));
        IntBinaryPredicate product = python.bind("text", IntBinaryPredicate.class);
        say("not a bool", () -> product.test(1, 2));
        say("text", () -> text.of("ab", 3));
        IntToText number = python.bind("text", IntToText.class);
        say("text of a number", () -> number.of(1, 2));
    }

    interface IntBinaryPredicate {
        boolean test(int a, int b);
    }

    interface IntToText {
        String of(int a, int b);
    }

    @SuppressWarnings("unchecked")
    private static void objects(Python python) {
        BiFunction<Object, Object, Object> pair = python.bind("pair", BiFunction.class);
        say(
                "objects",
                () ->
                        pair.apply(1, 2)
                                + " "
                                + python.bind("pair", Four.class).of(1.5, true, null, "x"));
        BiFunction<Object, Object, Object> plus = python.bind("plus", BiFunction.class);
        say("function of objects", () -> plus.apply(5, 7L));
        Doubler doubler = python.bind("double", Doubler.class);
        UnaryOperator<String> wide = doubler;
        say("operator", () -> wide.apply("x" + "y"));
        Tiny tiny = python.bind("text", Tiny.class);
        say("small", () -> tiny.of((byte) -64, (short) 2));
        say("too small", () -> tiny.of((byte) 64, (short) 2));
        Seven seven = python.bind("seven", Seven.class);
        say("seven", () -> seven.of(1, 2, 3.25, 4.25f, (short) 5, (byte) 6, 7));
        Fifteen fifteen = python.bind("fifteen", Fifteen.class);
        say("fifteen", () -> fifteen.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
        say("float", () -> python.bind("same", OfFloat.class).of(0.75f));
    }

    interface Four {
        List<Object> of(double a, boolean b, Object c, String d);
    }

    interface OfFloat {
        double of(float x);
    }

    @SuppressWarnings("unchecked")
    private static void others(Python python) {
        IntConsumer note = python.bind("note", IntConsumer.class);
        note.accept(4);
        note.accept(5);
        say("nothing", () -> python.eval("noted"));
        BooleanSupplier yes = python.bind("yes", BooleanSupplier.class);
        DoubleSupplier half = python.bind("half", DoubleSupplier.class);
        Callable<Object> items = python.bind("items", Callable.class);
        say("suppliers", () -> yes.getAsBoolean() + " " + half.getAsDouble() + " " + items.call());
        try (PyValue made = python.bind("cmplx", Make.class).of(3, 4);
                PyValue size = python.function("builtins:abs").value().call(made)) {
            System.out.println("handle: " + made.typeName() + " " + size);
        }
        say("box", () -> python.bind("same", Boxed.class).of(42));
        say("no box", () -> python.bind("pick", Boxed.class).of(42));
        ToDoubleFunction<Object> length = python.bind("length", ToDoubleFunction.class);
        say("length of bytes", () -> length.applyAsDouble(new byte[3]));
        ToDoubleFunction<Object> total = python.bind("total", ToDoubleFunction.class);
        say("of a list", () -> total.applyAsDouble(List.of(1, 2, 3)));
        python.bind("same", Closing.class).close();
        say("default method", () -> python.bind("text", WithDefault.class).twice(3));
        var size = python.bind("builtins:abs", java.util.function.IntUnaryOperator.class);
        say("builtin", () -> size.applyAsInt(-5) + " " + shown(size).replace("builtins:", ""));
        var scaled = python.bind("point.scaled", java.util.function.IntUnaryOperator.class);
        say("method", () -> scaled.applyAsInt(2));
        Object generator = python.bind("gen", IntToObject.class);
        System.out.println("generator: " + shown(generator).replaceAll(".*objects: ", ""));
    }

    interface IntToObject {
        Object of(int n);
    }

    private static void refused(Python python) {
        say("none", () -> python.bind("pick", String.class));
        say("two", () -> python.bind("pick", java.util.Iterator.class));
        say("no method", () -> python.bind("pick", java.io.Serializable.class));
        say("char", () -> python.bind("pick", Letter.class));
        say("result", () -> python.bind("pick", Threads.class));
        say("missing", () -> python.bind("nope", Function.class));
        say("no callable", () -> python.bind("number", Function.class));
    }
}
