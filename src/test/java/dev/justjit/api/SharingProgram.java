package dev.justjit.api;

import static dev.justjit.api.ObjectsProgram.failure;
import static dev.justjit.api.ObjectsProgram.say;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Java objects used from Python, and memory of both, in a JVM of its own; for {@link JavaApiIT}. */
public final class SharingProgram {
    private SharingProgram() {}

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        try (Python python = Python.open(PythonOptions.defaults().withJit(false))) {
            functions(python);
            exceptions(python);
            recursion(python);
            locks(python);
            objects(python);
            lists(python);
            maps(python);
            SharedMemory.check(python);
            lifetimes(python);
            forks(python);
            python.set("kept", python.callable((positional, named) -> positional.size()));
            python.exec(
                    "import atexit; atexit.register(lambda: print('at exit', kept(1, 2), flush=True))");
        }
    }

    private static void functions(Python python) {
        PyFunction apply = python.function("functools:reduce");
        IntBinaryOperator add = Math::addExact;
        say("lambda", apply.call(add, List.of(1, 2, 3)));
        python.set("add", add);
        say("typed", failure(() -> python.eval("add(1, 2**31)")));
        say("typed", failure(() -> python.eval("add(1, '2')")));
        say("count", failure(() -> python.eval("add(1)")));
        say("keywords", failure(() -> python.eval("add(1, b=2)")));
        try (PyFunction free = python.callable((positional, named) -> positional + " " + named)) {
            python.set("free", free);
        }
        say("free", python.eval("free(1, [None], x='y')").asString());
        say(
                "sorted",
                python.eval(
                                "lambda c: sorted([3, 1, 2], key=__import__('functools').cmp_to_key(c))")
                        .call(comparator(python)));
        say("back", python.eval("lambda x: x").call(add).as(IntBinaryOperator.class) == add);
        say(
                "shown",
                python.eval(
                                "type(add).__name__, callable(add), repr(add).startswith('<JavaFunction ')")
                        .toJava());
        say("not one", failure(() -> python.callable(List.class, List.of())));
        say("no function", failure(() -> SharedMemory.run(python, "", new Object())));
        say(
                "nested",
                python.callable(
                                IntUnaryOperator.class,
                                n -> ((Long) apply.call(add, List.of(n, 1))).intValue())
                        .call(4));
        Supplier<Object> handle = () -> python.eval("[]");
        say("handle", python.eval("lambda f: f()").call(handle));
    }

    private static PyFunction comparator(Python python) {
        return python.callable(Comparator.class, Comparator.<Long>reverseOrder());
    }

    private static void exceptions(Python python) {
        Callable<Object> fails =
                () -> {
                    throw new IOException("disk");
                };
        python.set("fails", fails);
        python.exec(
                """
                from justjit.java import JavaException
                def caught():
                    try:
                        fails()
                    except JavaException as e:
                        return str(e), e.throwable
                def chained():
                    try:
                        fails()
                    except Exception as e:
                        raise ValueError("worse") from e
                """);
        say("caught", python.function("caught").call());
        try {
            python.eval("fails()");
        } catch (PythonException failure) {
            say("cause", failure + "; " + failure.getCause());
        }
        try {
            python.function("chained").call();
        } catch (PythonException failure) {
            say(
                    "chain",
                    failure + "; " + failure.getCause() + "; " + failure.getCause().getCause());
        }
        Supplier<Object> python2 = () -> python.eval("{}['k']");
        python.set("through", python2);
        python.exec(
                "def again():\n    try:\n        through()\n    except KeyError as e:\n        return repr(e)");
        say("as it was", python.function("again").call());
        Callable<Object> overflows = SharingProgram::overflow;
        python.set("overflows", overflows);
        try {
            python.eval("overflows()");
        } catch (PythonException failure) {
            say("error", failure.getCause() instanceof StackOverflowError);
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Object overflow() {
        return overflow() + "";
    }

    private static void recursion(Python python) throws Exception {
        python.exec("def down(n): return up(n + 1)");
        PyFunction down = python.function("down");
        IntUnaryOperator up = n -> ((Long) down.call(n)).intValue();
        python.set("up", up);
        for (long stack : List.of(256L << 10, 1L << 20)) {
            String[] result = new String[1];
            Thread thread =
                    new Thread(null, () -> result[0] = failure(() -> down.call(0)), "deep", stack);
            thread.start();
            thread.join();
            say("recursion", result[0].startsWith("PythonException RecursionError"));
        }
    }

    /** A function of Java may wait for another thread that needs Python. */
    private static void locks(Python python) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Callable<Object> waits =
                () -> {
                    done.await();
                    return "waited";
                };
        python.set("waits", waits);
        Thread other =
                new Thread(
                        () -> {
                            python.exec("other = 1");
                            done.countDown();
                        });
        Thread first = new Thread(() -> say("locks", python.eval("waits()").toJava()));
        first.start();
        other.start();
        first.join();
        python.exec(
                "import threading; threads = []\ndef run(): threads.append(waits())\nt = threading.Thread(target=run); t.start(); t.join()");
        say("thread of Python", python.eval("threads").toJava());
    }

    private static void objects(Python python) {
        Thread thread = new Thread("a thread");
        PyValue shared = python.share(thread);
        say("object", shared.as(Thread.class) == thread);
        say("in a list", python.eval("lambda x: [x]").call(shared).asList().get(0) == thread);
        say("text", shared.toString().equals(thread.toString()));
        say(
                "iterator",
                python.eval("lambda i: list(i)").call(python.share(List.of(1, "x").iterator())));
    }

    private static void lists(Python python) {
        List<Object> list = new ArrayList<>(List.of(1, "b"));
        python.set("live", python.share(list));
        python.exec(
                "live.append(2.5); live[0] = live[-1]; live.insert(1, None); del live[2]; live += [7, 8]");
        say(
                "list",
                list + " " + python.eval("len(live), live[1:], 7 in live, live.index(8)").toJava());
        say("range", failure(() -> python.eval("live[9]")));
        say("back", python.eval("live").toJava() == list);
        List<Integer> ints = new ArrayList<>(List.of(3));
        python.set("ints", python.share(ints, Integer.class));
        python.exec("ints.append(4); ints.reverse()");
        say("ints", ints.get(1) + ints.get(0));
        say("not an int", failure(() -> run(python, "ints.append('x')")));
        say("too large", failure(() -> run(python, "ints.append(2**40)")));
        python.set("fixed", python.share(List.of(1)));
        say("fixed", failure(() -> run(python, "fixed[0] = 2")));
        say(
                "abc",
                python.eval(
                                "[isinstance(live, k) for k in (__import__('collections').abc.Sequence, list)]")
                        .toJava());
        say("instance", python.eval("list(live)").toJava());
    }

    static Object run(Python python, String source) {
        python.exec(source);
        return null;
    }

    private static void maps(Python python) {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        python.set("table", python.share(map));
        python.exec("table['b'] = None; table[3] = [4]; table.update(c=5); table.pop('a')");
        say(
                "map",
                map
                        + " "
                        + python.eval(
                                        "dict(table), 'b' in table, 'x' in table, len(table), table.get('x', 9)")
                                .toJava());
        say("missing", failure(() -> python.eval("table['x']")));
        say("delete", failure(() -> run(python, "del table['x']")));
        Map<Integer, String> typed = new LinkedHashMap<>(Map.of(1, "one"));
        python.set("typed", python.share(typed, Integer.class, String.class));
        say("typed", python.eval("typed[1]").asString());
        python.exec("typed[2] = 'two'");
        say("typed", typed.get(2) + " " + failure(() -> run(python, "typed['x'] = 'y'")));
    }

    /** Python keeps what it uses, and nothing else; and the other way round. */
    private static void lifetimes(Python python) throws Exception {
        python.exec("class Dies:\n    def __del__(self): print('died', flush=True)");
        python.eval("Dies()").close();
        WeakReference<ByteBuffer> buffer = bufferInPython(python);
        WeakReference<Object> list = listInPython(python);
        collect();
        say("kept", (buffer.get() != null) + " " + python.eval("half[0]").toJava());
        python.exec("del half, shared");
        awaitGone(buffer);
        awaitGone(list);
        say("gone", buffer.get() == null && list.get() == null);
        dropHandle(python);
        awaitTrue(() -> python.eval("gone").asBoolean());
        say("handle dropped", python.eval("gone").toJava());
        dropBuffer(python);
        awaitTrue(() -> failure(() -> run(python, "data += b'x'")).startsWith("no failure"));
        say("buffer dropped", python.eval("len(data) > 4").toJava());
        slices(python);
    }

    private static WeakReference<ByteBuffer> bufferInPython(Python python) {
        ByteBuffer buffer = SharedMemory.direct(1 << 20);
        buffer.put(1 << 19, (byte) 5);
        python.set("half", buffer);
        python.exec("half = half[len(half) // 2:]");
        return new WeakReference<>(buffer);
    }

    private static WeakReference<Object> listInPython(Python python) {
        List<Object> list = new ArrayList<>();
        python.set("shared", python.share(list));
        return new WeakReference<>(list);
    }

    private static void dropHandle(Python python) {
        python.exec(
                "gone = False\nclass Noted:\n    def __del__(self):\n        global gone\n        gone = True");
        python.eval("Noted()").attribute("__class__");
    }

    private static void dropBuffer(Python python) {
        python.eval("data").buffer().bytes();
    }

    /** A slice outlives the handle on Java 17, and is unusable after it on 22. */
    private static void slices(Python python) throws Exception {
        python.exec("data = bytearray(b'abcd')");
        ByteBuffer slice;
        try (PyBuffer buffer = python.eval("data").buffer()) {
            slice = buffer.bytes().slice(1, 2);
        }
        collect();
        String use = failure(() -> slice.get(0));
        String resize = failure(() -> run(python, "data.append(1)"));
        boolean newer = Runtime.version().feature() >= 22;
        say(
                "slice",
                newer
                        ? use.startsWith("IllegalStateException") && resize.startsWith("no failure")
                        : use.equals("no failure: 98")
                                && resize.startsWith("PythonException BufferError"));
    }

    private static void collect() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    private static void awaitGone(WeakReference<?> reference) throws Exception {
        awaitTrue(() -> reference.get() == null);
    }

    private static void awaitTrue(Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 200 && !condition.call(); i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    private static void forks(Python python) {
        BiFunction<Object, Object, Object> java = (a, b) -> a;
        ToLongFunction<String> length = String::length;
        python.set("java", java);
        python.set("length", length);
        python.exec(
                """
                import os, warnings
                warnings.simplefilter("ignore")
                child = os.fork()
                if child == 0:
                    status = 1
                    try:
                        java(1, 2)
                    except RuntimeError as e:
                        status = 7 if 'forked' in str(e) else 2
                    del java
                    os._exit(status)
                forked = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                """);
        say("fork", python.eval("forked, length('four')").toJava());
    }
}
