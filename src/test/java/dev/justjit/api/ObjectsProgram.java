package dev.justjit.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;

/** Python objects used from Java, in a JVM of its own. Prints one line per check; {@link JavaApiIT} compares them. */
public final class ObjectsProgram {
    private static final String SOURCE =
            """
            from collections import namedtuple
            from decimal import Decimal
            from fractions import Fraction
            import array

            class Box:
                def __init__(self, **values): self.__dict__.update(values)
                def scaled(self, by, *, plus=0): return self.x * by + plus
                def __len__(self): return 3

            Point = namedtuple("Point", "x y")
            box = Box(x=2, y=3)

            def keywords(a, b=1, **rest): return [a, b, rest]
            def numbers(n):
                for i in range(n): yield i
            def broken():
                yield 1
                raise ValueError("no more")

            class Shape:
                def area(self): return 12
                def name(self): return "shape"
            """;

    private ObjectsProgram() {}

    record Point(int x, double y) {}

    enum Color {
        RED,
        GREEN
    }

    interface Shape {
        int area();

        default String name() {
            return "default";
        }

        default String kind() {
            return "kind of " + name();
        }
    }

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        try (Python python = Python.open(PythonOptions.defaults().withJit(false))) {
            python.exec(SOURCE);
            attributes(python);
            items(python);
            calls(python);
            iteration(python);
            lists(python);
            maps(python);
            numbers(python);
            conversions(python);
            interfaces(python);
            files(python);
        }
    }

    static void say(String what, Object result) {
        System.out.println(what + ": " + result);
        System.out.flush();
    }

    static String failure(Callable<?> action) {
        try {
            return "no failure: " + action.call();
        } catch (Exception failure) {
            return failure.getClass().getSimpleName() + " " + failure.getMessage();
        }
    }

    private static void attributes(Python python) {
        PyValue box = python.eval("box");
        say("attribute", box.attribute("x").asLong());
        box.setAttribute("x", 5);
        box.setAttribute("\u00e9", List.of(1));
        say("set", python.eval("box.x, box.\u00e9").toJava());
        say("has", box.hasAttribute("x") + " " + box.hasAttribute("z"));
        box.deleteAttribute("\u00e9");
        say("deleted", failure(() -> box.attribute("\u00e9")));
        say("kind", box.isInstance(python.eval("Box")) + " " + box.isCallable());
        say("none", python.eval("None").isNone() + " " + box.isNone());
        say("truth", python.eval("[]").isTrue() + " " + box.isTrue());
        say("size", box.size());
        box.setAttribute("x", 2);
    }

    private static void items(Python python) {
        PyValue list = python.eval("[1, 2, 3]");
        say("item", list.item(-1).asLong());
        list.setItem(0, "a");
        list.deleteItem(1);
        say("items", list + " " + list.contains("a") + " " + list.contains(2));
        say("slice", list.item(python.eval("slice(None, None, -1)")));
        PyValue dict = python.eval("{}");
        dict.setItem(List.of(1, 2).get(0), 1.5);
        dict.setItem(python.eval("(1, 2)"), "pair");
        say("dict", dict);
        say("missing", failure(() -> dict.item("no")));
        say("out of range", failure(() -> list.item(9)));
    }

    private static void calls(Python python) {
        PyFunction keywords = python.function("keywords");
        say("keywords", keywords.callWith(Map.of("b", 2), 1));
        say("rest", keywords.callWith(Map.of("c", List.of(3)), 1));
        say("unexpected", failure(() -> keywords.callWith(Map.of("a", 2), 1)));
        say("method", python.eval("box").invoke("scaled", 10).asLong());
        PyValue scaled = python.eval("box.scaled");
        say("method with", scaled.callWith(Map.of("plus", 1), 10).asLong());
        say("module", python.importModule("os.path").invoke("join", "a", "b").asString());
        say("no module", failure(() -> python.importModule("no.such")));
    }

    private static void iteration(Python python) {
        long sum = 0;
        for (Object each : python.eval("numbers(4)")) {
            sum += (Long) each;
        }
        say("sum", sum);
        Iterator<Integer> ints = python.eval("[7, 8]").iterator(int.class);
        say("typed", ints.next() + ints.next() + " " + ints.hasNext());
        say("ended", failure(ints::next));
        say("stream", python.eval("'abc'").stream().map(String::valueOf).toList());
        say("none in it", python.eval("[None]").iterator().next());
        Iterator<Object> broken = python.eval("broken()").iterator();
        say("broken", broken.next() + " " + failure(broken::next));
        say("not iterable", failure(() -> python.eval("1").iterator()));
    }

    private static void lists(Python python) {
        python.exec("values = [1, 2.5, 'x']");
        PyValue handle = python.eval("values");
        List<Object> list = handle.asList();
        list.add(null);
        list.set(0, 10);
        list.add(1, List.of(2));
        say("list", list + " " + list.size() + " " + python.eval("values"));
        say("removed", list.remove(2) + " " + list.remove("x") + " " + list);
        say("outside", failure(() -> list.get(-1)) + "; " + failure(() -> list.get(3)));
        say("given back", python.eval("lambda x: x is values").call(list).asBoolean());
        List<Integer> ints = python.eval("[3, 1, 2]").asList(Integer.class);
        ints.sort(null);
        say("sorted", ints + " " + ints.indexOf(2) + " " + ints.subList(1, 3));
        say("tuple", failure(() -> python.eval("(1,)").asList().set(0, 2)));
        say("not ints", failure(() -> python.eval("['a']").asList(int.class).get(0)));
        list.clear();
        handle.close();
        say("closed", failure(list::size));
    }

    private static void maps(Python python) {
        python.exec("table = {'a': 1, 'b': None, (1, 2): 3}");
        Map<Object, Object> map = python.eval("table").asMap();
        say("map", map.size() + " " + map.get("a") + map.get("b") + map.get("c"));
        say("keys", map.keySet() + " " + map.containsKey("b") + map.containsValue(3L));
        say("put", map.put("a", List.of()) + " " + map.put("c", 4) + " " + map.remove("b"));
        map.entrySet().removeIf(entry -> entry.getKey() instanceof List);
        map.replaceAll((key, value) -> key + "!");
        say("table", python.eval("table"));
        Map<String, Integer> typed = python.eval("{'x': 1}").asMap(String.class, Integer.class);
        typed.merge("x", 5, Integer::sum);
        typed.computeIfAbsent("y", key -> 7);
        say("typed", typed);
        map.clear();
        say("clear", python.eval("table") + " " + map.isEmpty());
        say("no mapping", failure(() -> python.eval("1").asMap().size()));
    }

    private static void numbers(Python python) {
        say("byte", failure(() -> python.eval("128").as(byte.class)));
        say("short", python.eval("-32768").as(Short.class));
        say("int", failure(() -> python.eval("2**31").as(int.class)));
        say("long", failure(() -> python.eval("2**63").as(long.class)));
        say("float as int", failure(() -> python.eval("1.0").as(int.class)));
        say("bool as int", failure(() -> python.eval("True").as(int.class)));
        say("double", python.eval("2**53").as(double.class));
        say("double", failure(() -> python.eval("2**53 + 1").as(double.class)));
        say("double", failure(() -> python.eval("10**400").as(double.class)));
        say("double", python.eval("Decimal('0.5')").as(double.class));
        say("double", failure(() -> python.eval("Decimal('0.1')").as(double.class)));
        say("double", failure(() -> python.eval("Fraction(1, 3)").as(double.class)));
        say("float", python.eval("0.5").as(float.class));
        say("float", failure(() -> python.eval("0.1").as(float.class)));
        say("float", python.eval("float('nan')").as(float.class));
        say("big", python.eval("2**70").as(BigInteger.class));
        say("decimal", python.eval("Decimal('0.10')").as(BigDecimal.class));
        say("decimal", python.eval("0.1").as(BigDecimal.class));
        say("decimal", failure(() -> python.eval("float('inf')").as(BigDecimal.class)));
        say("number", python.eval("1.5").as(Number.class));
        say("null", python.eval("None").as(Integer.class));
        say("null", failure(() -> python.eval("None").as(int.class)));
    }

    private static void conversions(Python python) {
        say("char", python.eval("'x'").as(char.class));
        say("char", failure(() -> python.eval("'xy'").as(char.class)));
        say("enum", python.eval("'GREEN'").as(Color.class) == Color.GREEN);
        say("enum", failure(() -> python.eval("'BLUE'").as(Color.class)));
        say("record", python.eval("{'x': 1, 'y': 2}").as(Point.class));
        say("record", python.eval("Point(3, 0.5)").as(Point.class));
        say("record", failure(() -> python.eval("{'x': 1}").as(Point.class)));
        say("record", failure(() -> python.eval("Point(2**40, 1)").as(Point.class)));
        say("array", Arrays.toString(python.eval("[1, 2]").as(int[].class)));
        say("array", Arrays.toString(python.eval("range(3)").as(long[].class)));
        say("array", Arrays.toString(python.eval("array.array('d', [.5])").as(double[].class)));
        say("array", Arrays.toString(python.eval("array.array('i', [5])").as(double[].class)));
        say("array", Arrays.toString(python.eval("array.array('I', [5])").as(int[].class)));
        say("array", failure(() -> python.eval("array.array('I', [2**32 - 1])").as(int[].class)));
        say("array", Arrays.toString(python.eval("b'ab'").as(byte[].class)));
        say("array", failure(() -> python.eval("'ab'").as(byte[].class)));
        say("array", Arrays.toString(python.eval("['a', None]").as(String[].class)));
        say("array", Arrays.deepToString(python.eval("[[1], [2]]").as(int[][].class)));
        say("set", python.eval("{1}").as(java.util.Set.class));
        say("list", python.eval("[1]").as(List.class) instanceof PyView);
        say("none of these", failure(() -> python.eval("1").as(Thread.class)));
    }

    private static void interfaces(Python python) {
        IntBinaryOperator add = as(python, "lambda a, b: a + b", IntBinaryOperator.class);
        say("function", add.applyAsInt(2, 3));
        say("too large", failure(() -> add.applyAsInt(Integer.MAX_VALUE, 1)));
        @SuppressWarnings("unchecked")
        Function<Object, Object> length = as(python, "len", Function.class);
        say("composed", length.andThen(size -> size + "!").apply("abc"));
        Runnable raises = as(python, "lambda: 1 / 0", Runnable.class);
        say("raises", failure(called(raises)));
        Shape shape = as(python, "Shape()", Shape.class);
        say("interface", shape.area() + " " + shape.name() + " " + shape.kind());
        say(
                "object",
                List.of(shape).contains(shape) + " " + shape.toString().contains("Shape object"));
        say("given back", python.eval("lambda x: type(x).__name__").call(shape));
        Shape box = as(python, "box", Shape.class);
        say("missing", failure(box::area));
    }

    private static Callable<?> called(Runnable runnable) {
        return () -> {
            runnable.run();
            return null;
        };
    }

    private static <T> T as(Python python, String expression, Class<T> type) {
        try (PyValue value = python.eval(expression)) {
            return Objects.requireNonNull(value.as(type));
        }
    }

    private static void files(Python python) throws Exception {
        Path file = Files.createTempFile("justjit", ".py");
        try {
            Files.write(
                    file,
                    "# coding: latin-1\ntext = '\u00e9'\ndef fail():\n    raise OSError(text)\n"
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            python.exec(file);
            say("file", python.eval("text, __file__.endswith('.py')").toJava());
            try {
                python.function("fail").call();
            } catch (PythonException failure) {
                say("line", failure.pythonTraceback().contains("    raise OSError(text)"));
            }
            Files.write(file, new byte[] {'1', 0});
            say("null", failure(() -> run(python, file)));
        } finally {
            Files.delete(file);
        }
        say("no file", failure(() -> run(python, file)).startsWith("NoSuchFileException"));
        List<String> order = new ArrayList<>();
        python.eval("lambda f: [f(c) for c in 'ab']").call((Function<String, Object>) order::add);
        say("method reference", order);
    }

    private static Object run(Python python, Path file) throws Exception {
        python.exec(file);
        return null;
    }
}
