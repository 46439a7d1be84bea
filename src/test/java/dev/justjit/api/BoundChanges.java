package dev.justjit.api;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Bound functions whose surroundings change between calls; run by {@link BoundFunctionsIT}. */
@SuppressWarnings("ReturnValueIgnored") // calls whose exception is looked at
public final class BoundChanges {
    static final String EXPECTED =
            """
            code: 7, then -1, then -1 in registers
            code back: 7
            code from another thread: 12
            name in the module: 7
            default: 7
            global: 10 15
            global is a float: ClassCastException scaled returned a Python float, not an int
            global is gone: PythonException NameError: name 'factor' is not defined
            function: 6 10
            builtin: 3.0 9.0 3.0
            attribute: 2.0 1.0 2.0
            module: 2.0 5.0
            traced: [('call', 'add'), ('line', 'add'), ('return', 'add')] then 7
            raises: PythonException ZeroDivisionError: integer division or modulo by zero
            traceback: True
            depth: 100 -> 100
            too deep: PythonException RecursionError: maximum recursion depth exceeded
            after it: 5
            defined later: true 8
            long: 4999999950000000
            closed: IllegalStateException the handle was closed
            released: True
            """;

    private static final String SOURCE =
            """
            import math, sys, weakref
            factor = 2
            def add(a, b): return a + b
            def sub(a, b): return a - b
            def times(a, b): return a * b
            def scaled(n): return n * factor
            def helper(n): return n * 2
            def helped(n): return helper(n)
            def size(x): return abs(x)
            def root(x): return math.sqrt(x)
            def divide(a, b): return a // b
            def down(n): return 0 if n < 1 else 1 + down(n - 1)
            def later(n): return later_helper(n)
            def total(n):
                s = 0
                i = 0
                while i < n:
                    s += i
                    i += 1
                return s
            def dropped(n): return n
            """;

    private final Python python;

    private BoundChanges(Python python) {
        this.python = python;
    }

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        try (Python python = Python.open()) {
            python.exec(SOURCE);
            BoundChanges all = new BoundChanges(python);
            all.code();
            all.globals();
            all.namespaces();
            all.events();
            all.depth();
            all.rest();
        }
    }

    private interface Call {
        @Nullable Object run();
    }

    private static String of(Call call) {
        try {
            return String.valueOf(call.run());
        } catch (RuntimeException thrown) {
            return thrown.getClass().getSimpleName() + " " + thrown.getMessage();
        }
    }

    private void code() throws InterruptedException {
        LongBinaryOperator add = python.bind("add", LongBinaryOperator.class);
        long first = add.applyAsLong(3, 4);
        python.exec("kept = add.__code__; add.__code__ = sub.__code__");
        long second = add.applyAsLong(3, 4);
        for (int i = 0; i < 300; i++) {
            second = Math.max(second, add.applyAsLong(3, 4));
        }
        String how = add.toString().replaceAll(".*with ", "in ");
        System.out.println(
                "code: "
                        + first
                        + ", then "
                        + second
                        + ", then "
                        + add.applyAsLong(3, 4)
                        + " "
                        + how);
        python.exec("add.__code__ = kept");
        System.out.println("code back: " + add.applyAsLong(3, 4));
        Thread other = new Thread(() -> python.exec("add.__code__ = times.__code__"));
        other.start();
        other.join();
        System.out.println("code from another thread: " + add.applyAsLong(3, 4));
        python.exec("add.__code__ = kept; original = add; add = sub");
        System.out.println("name in the module: " + add.applyAsLong(3, 4));
        python.exec("add = original; add.__defaults__ = (1, 2)");
        System.out.println("default: " + add.applyAsLong(3, 4));
        python.exec("add.__defaults__ = None");
    }

    private void globals() {
        LongUnaryOperator scaled = python.bind("scaled", LongUnaryOperator.class);
        long before = scaled.applyAsLong(5);
        python.exec("factor = 3");
        System.out.println("global: " + before + " " + scaled.applyAsLong(5));
        python.exec("factor = 1.5");
        System.out.println("global is a float: " + of(() -> scaled.applyAsLong(5)));
        python.exec("del factor");
        System.out.println("global is gone: " + of(() -> scaled.applyAsLong(5)));
        LongUnaryOperator helped = python.bind("helped", LongUnaryOperator.class);
        before = helped.applyAsLong(3);
        python.exec("def helper(n): return n + 7\n");
        System.out.println("function: " + before + " " + helped.applyAsLong(3));
    }

    private void namespaces() {
        DoubleUnaryOperator size = python.bind("size", DoubleUnaryOperator.class);
        double first = size.applyAsDouble(-3) + 0 * size.applyAsDouble(-3);
        python.exec("abs = lambda x: x * x");
        double second = size.applyAsDouble(-3);
        python.exec("del abs");
        size.applyAsDouble(-3);
        System.out.println("builtin: " + first + " " + second + " " + size.applyAsDouble(-3));
        DoubleUnaryOperator root = python.bind("root", DoubleUnaryOperator.class);
        first = root.applyAsDouble(4) + 0 * root.applyAsDouble(4);
        python.exec("sqrt = math.sqrt; math.sqrt = lambda x: x / 4");
        second = root.applyAsDouble(4);
        python.exec("math.sqrt = sqrt");
        root.applyAsDouble(4);
        System.out.println("attribute: " + first + " " + second + " " + root.applyAsDouble(4));
        first = root.applyAsDouble(4);
        python.exec("import types\nreal = math\nmath = types.ModuleType('m')\nmath.sqrt = sqrt");
        root.applyAsDouble(4);
        root.applyAsDouble(4);
        python.exec("math.sqrt = lambda x: 5.0");
        System.out.println("module: " + first + " " + root.applyAsDouble(4));
        python.exec("math = real");
    }

    private void events() {
        IntBinaryOperator add = python.bind("add", IntBinaryOperator.class);
        add.applyAsInt(1, 2);
        python.exec(
                "seen = []\ndef trace(frame, event, arg):\n    seen.append((event, frame.f_code.co_name))\n    return trace\n");
        python.exec("sys.settrace(trace)");
        int result = add.applyAsInt(3, 4);
        python.exec("sys.settrace(None)");
        python.exec("seen = [each for each in seen if each[1] == 'add']");
        try (PyValue seen = python.eval("repr(seen)")) {
            System.out.println("traced: " + seen.asString() + " then " + result);
        }
        IntBinaryOperator divide = python.bind("divide", IntBinaryOperator.class);
        System.out.println("raises: " + of(() -> divide.applyAsInt(1, 0)));
        try {
            divide.applyAsInt(1, 0);
        } catch (PythonException raised) {
            boolean shown = raised.pythonTraceback().contains("in divide");
            System.out.println("traceback: " + (shown ? "True" : raised.pythonTraceback()));
        }
    }

    private void depth() {
        IntUnaryOperator down = python.bind("down", IntUnaryOperator.class);
        System.out.println("depth: 100 -> " + down.applyAsInt(100));
        System.out.println("too deep: " + of(() -> down.applyAsInt(1_000_000)));
        System.out.println("after it: " + down.applyAsInt(5));
    }

    private void rest() throws Exception {
        LongUnaryOperator later = python.bind("later", LongUnaryOperator.class);
        python.exec("def later_helper(n): return n + 1\n");
        long result = 0;
        for (int i = 0; i < 1100; i++) {
            result = later.applyAsLong(7);
        }
        System.out.println(
                "defined later: " + later.toString().contains("registers") + " " + result);
        LongUnaryOperator total = python.bind("total", LongUnaryOperator.class);
        Thread busy = new Thread(() -> python.exec("for i in range(300000): str(i)"));
        busy.start();
        System.out.println("long: " + total.applyAsLong(100_000_000));
        busy.join();
        LongUnaryOperator dropped = python.bind("dropped", LongUnaryOperator.class);
        dropped.applyAsLong(1);
        python.exec("gone = weakref.ref(dropped); del dropped");
        dropped.applyAsLong(1);
        ((AutoCloseable) dropped).close();
        ((AutoCloseable) dropped).close();
        System.out.println("closed: " + of(() -> dropped.applyAsLong(1)));
        try (PyValue gone = python.eval("gone() is None")) {
            System.out.println("released: " + gone);
        }
    }
}
