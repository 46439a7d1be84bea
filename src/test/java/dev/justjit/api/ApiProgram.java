package dev.justjit.api;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Exercises the API in a JVM of its own, because Python can be opened once in a process. Prints one
 * line per check; {@link PythonTest} compares them.
 */
public final class ApiProgram {
    private static String nothing;

    private ApiProgram() {}

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        PythonOptions options = PythonOptions.defaults().withJit(false);
        Python python = Python.open(options);
        conversions(python);
        errors(python);
        handles(python);
        threads(python);
        implicitNullChecks(python);
        say("open twice", failure(() -> Python.open(options)));
        python.exec("import atexit; atexit.register(print, 'at exit', flush=True)");
        python.function("close_inside").close();
        python.close();
        python.close();
        say("exec after close", failure(() -> python.exec("1")));
        say("open after close", failure(() -> Python.open(options)));
    }

    private static void say(String what, Object result) {
        System.out.println(what + ": " + result);
        System.out.flush();
    }

    private static String failure(Runnable action) {
        try {
            action.run();
            return "no failure";
        } catch (RuntimeException failure) {
            return failure.getClass().getSimpleName() + " " + failure.getMessage();
        }
    }

    private static void conversions(Python python) {
        python.exec("def same(x): return x\ndef kind(x): return type(x).__name__ + repr(x)");
        python.exec("def close_inside(): pass");
        PyFunction same = python.function("same");
        PyFunction kind = python.function("kind");
        List<Object> values =
                Arrays.asList(
                        null,
                        true,
                        (byte) 1,
                        -2,
                        Long.MIN_VALUE,
                        BigInteger.TEN.pow(30).negate(),
                        0.5f,
                        -0.0,
                        'c',
                        "h\u00e9\ud83d\ude00",
                        List.of(1, List.of("x")),
                        Map.of("k", 2.5),
                        new Object[] {1, null},
                        new byte[] {0, -1},
                        new int[] {1, 2},
                        new double[] {1.5},
                        new boolean[] {true},
                        Set.of("x"),
                        Set.of(Set.of("x")));
        for (Object value : values) {
            Object back = same.call(value);
            String text =
                    back instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(back);
            say("value", kind.call(value) + " " + text);
        }
        say("surrogate", "a\udc00".equals(same.call("a\udc00")));
        say("unsupported", failureOf(same));
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        say("loop to Python", failure(() -> same.call(loop)));
        python.exec("loop = []; loop.append(loop)");
        say("loop from Python", failure(() -> python.eval("loop").toJava()));
        python.set("answer", 42);
        say("set", python.eval("answer + 1").asLong());
        say("frozen set", python.eval("frozenset('a')").toJava() instanceof Set<?>);
        say("no arguments", failure(() -> same.call((Object[]) null)));
        say("no arguments", failure(() -> same.value().call((Object[]) null)));
        say("module", python.function("math:floor").call(2.5));
    }

    private static String failureOf(PyFunction same) {
        return failure(() -> same.call(new Thread()));
    }

    private static void errors(Python python) {
        try {
            python.exec("def f():\n    1/0\nf()");
        } catch (PythonException failure) {
            say("exception", failure.typeName() + "|" + failure.getMessage());
            say("traceback", failure.pythonTraceback().replace("\n", "|"));
        }
        python.exec("import linecache; kept = {n for n in linecache.cache if 'java' in n}");
        say("sources", python.eval("len(kept) < 8").asBoolean());
        say("exit", failure(() -> python.exec("raise SystemExit(3)")));
        say("syntax", failure(() -> python.exec("a b")));
        say("missing", failure(() -> python.function("nope")));
        say("no function", failure(() -> python.function("answer")));
        say("no module", failure(() -> python.function("nope:f")));
        say("not an int", failure(() -> python.eval("'x'").asLong()));
        say("not an int", failure(() -> python.eval("1.0").asLong()));
        say("not a number", failure(() -> python.eval("'x'").asDouble()));
        say("not a bool", failure(() -> python.eval("1").asBoolean()));
        say("too large", failure(() -> python.eval("2**64").asLong()));
        say("too large", failure(() -> python.eval("2**2000").asDouble()));
    }

    private static void handles(Python python) {
        python.exec("class C:\n    def __del__(self): print('freed', flush=True)\n    v = 7");
        PyValue object = python.eval("C()");
        say("handle", object.typeName() + " " + object.attribute("v").asLong());
        say("nested", python.eval("[object]").toJava() instanceof List<?>);
        object.close();
        object.close();
        say("closed handle", failure(object::toJava) + " " + object);
    }

    private static void threads(Python python) throws Exception {
        python.exec("def deep(n): return list(map(deep, [n]))");
        PyFunction deep = python.function("deep");
        PyFunction same = python.function("same");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Long>> sums = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            sums.add(
                    pool.submit(
                            () -> {
                                long sum = 0;
                                for (int i = 0; i < 500; i++) {
                                    sum += (Long) same.call(i);
                                }
                                return failure(() -> deep.call(1)).contains("RecursionError")
                                        ? sum
                                        : -1;
                            }));
        }
        for (Future<Long> sum : sums) {
            say("thread", sum.get());
        }
        pool.shutdown();
    }

    @SuppressWarnings("ReturnValueIgnored")
    private static void implicitNullChecks(Python python) {
        python.exec("import faulthandler; faulthandler.enable()");
        int caught = 0;
        for (int i = 0; i < 100_000; i++) {
            try {
                nothing.length();
            } catch (NullPointerException expected) {
                caught++;
            }
        }
        say("null checks", caught);
    }
}
