import dev.justjit.api.PyBuffer;
import dev.justjit.api.PyFunction;
import dev.justjit.api.PyValue;
import dev.justjit.api.Python;
import dev.justjit.api.PythonException;
import dev.justjit.api.PythonInterruptedException;
import dev.justjit.api.PythonOptions;
import dev.justjit.api.PythonTimeoutException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntBinaryOperator;

/** The lines of java-api.md: {@code java -cp justjit.jar JavaApi.java}. */
public final class JavaApi {
    private static final String SOURCE =
            """
            class Point:
                def __init__(self, x, y): self.x, self.y = x, y
                def scaled(self, by, *, plus=0): return Point(self.x * by + plus, self.y * by + plus)

            class Shape:
                def area(self): return 12.5
                def name(self): return "square"

            def add(a, b): return a + b
            def fail(): raise ValueError("no")
            def endless():
                while True: pass
            """;

    private JavaApi() {}

    /** What a Point is in Java. */
    public record Point(int x, int y) {}

    /** What a Shape is in Java. */
    public interface Shape {
        /** Its area. */
        double area();

        /** Its name. */
        String name();
    }

    /** Prints a few results. */
    public static void main(String[] arguments) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PythonOptions options = PythonOptions.defaults().withMode(PythonOptions.Mode.HOT);
        options = options.withThreshold(100).withCodeBudget(16 << 20);
        options = options.withOutput(output).withInput(new ByteArrayInputStream("42\n".getBytes()));
        try (Python python = Python.open(options)) {
            run(python);
            objects(python);
            collections(python);
            conversions(python);
            java(python);
            memory(python);
            exceptions(python);
            time(python);
            python.exec("print('read', input())");
        }
        System.out.print(output);
    }

    private static void run(Python python) throws IOException {
        python.exec(SOURCE);
        Path file = Files.writeString(Files.createTempFile("app", ".py"), "answer = 42\n");
        python.exec(file);
        Files.delete(file);
        System.out.println(python.eval("answer").asLong());
        PyValue math = python.importModule("math");
        System.out.println(math.attribute("pi").asDouble());
    }

    private static void objects(Python python) {
        PyValue point = python.eval("Point(1, 2)");
        System.out.println(point.attribute("x").asLong());
        point.setAttribute("x", 3);
        System.out.println(point.invoke("scaled", 10).attribute("x").asLong());
        PyFunction scaled = python.function("Point.scaled");
        Object moved = scaled.callWith(Map.of("plus", 1), point, 10);
        System.out.println(((PyValue) moved).as(Point.class));
        PyValue dict = python.eval("{'a': 1}");
        System.out.println(dict.item("a").asLong());
        dict.setItem("b", 2);
        System.out.println(dict);
    }

    private static void collections(Python python) {
        PyValue list = python.eval("[1, 2.5, 'x']");
        for (Object each : list) {
            System.out.print(each + " ");
        }
        list.asList().add(null);
        System.out.println(list);
        Map<String, Integer> map = python.eval("{'a': 1}").asMap(String.class, Integer.class);
        map.merge("a", 5, Integer::sum);
        System.out.println(map);
    }

    private static void conversions(Python python) {
        int[] ints = python.eval("range(3)").as(int[].class);
        System.out.println(Arrays.toString(ints));
        Point point = python.eval("Point(1, 2)").as(Point.class);
        System.out.println(point);
        Shape shape = python.eval("Shape()").as(Shape.class);
        System.out.println(shape.name() + " " + shape.area());
        IntBinaryOperator add = python.function("add").as(IntBinaryOperator.class);
        System.out.println(add.applyAsInt(2, 3));
        try {
            python.eval("2**31").as(int.class);
        } catch (ArithmeticException inexact) {
            System.out.println(inexact.getMessage());
        }
    }

    private static void java(Python python) {
        IntBinaryOperator max = Math::max;
        System.out.println(python.function("functools:reduce").call(max, List.of(3, 9, 4)));
        python.set("count", python.callable((positional, named) -> positional.size()));
        System.out.println(python.eval("count(1, 2, 3)").asLong());
        List<Object> names = new ArrayList<>(List.of("a"));
        python.set("names", python.share(names));
        python.exec("names.append('b')");
        System.out.println(names);
        Map<Integer, String> table = new HashMap<>();
        python.set("table", python.share(table, Integer.class, String.class));
        python.exec("table[1] = 'one'");
        System.out.println(table);
    }

    private static void memory(Python python) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        DoubleBuffer doubles = bytes.asDoubleBuffer().put(0, 1.5);
        python.set("doubles", doubles);
        python.exec("doubles[1] = doubles[0] * 2");
        System.out.println(doubles.get(1));
        python.exec("data = bytearray(b'abcd')");
        try (PyBuffer buffer = python.eval("data").buffer()) {
            buffer.bytes().put(0, (byte) 'X');
        }
        System.out.println(python.eval("data"));
        PyValue array = python.array(new double[] {1, 2});
        python.eval("lambda a: a.reverse()").call(array);
        System.out.println(Arrays.toString(array.as(double[].class)));
    }

    private static void exceptions(Python python) {
        try {
            python.function("fail").call();
        } catch (PythonException failure) {
            System.out.println(failure.isA("ValueError") + " " + failure.getMessage());
            System.out.println(failure.value().attribute("args").asList());
            System.out.println(failure.getStackTrace()[0]);
        }
        Callable<Object> reads = () -> Files.readString(Path.of("/no/such"));
        try {
            python.eval("lambda read: read()").call(reads);
        } catch (PythonException failure) {
            System.out.println(failure.getCause());
        }
    }

    private static void time(Python python) throws Exception {
        PyFunction endless = python.function("endless");
        try {
            python.withTimeout(Duration.ofMillis(50), () -> endless.call());
        } catch (PythonTimeoutException over) {
            System.out.println(over.typeName());
        }
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<Object> sum = pool.submit(() -> python.function("add").call(1, 2));
        System.out.println(sum.get());
        Future<String> interrupted = pool.submit(() -> untilInterrupted(endless));
        Thread.sleep(50);
        pool.shutdownNow();
        System.out.println(interrupted.get());
    }

    private static String untilInterrupted(PyFunction endless) {
        try {
            return String.valueOf(endless.call());
        } catch (PythonInterruptedException interrupt) {
            return "interrupted: " + Thread.currentThread().isInterrupted();
        }
    }
}
