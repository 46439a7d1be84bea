package dev.justjit.api;

import dev.justjit.ffi.Native;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Java threads and their Python thread states, in a JVM of its own. Prints one line per check; {@link
 * ThreadsTest} compares them.
 */
public final class ThreadsProgram {
    private static final long PATIENCE_MILLIS = 20_000;

    private static final String SOURCE =
            """
            import ctypes, os, sys, threading, warnings

            api = ctypes.pythonapi
            for f in api.PyInterpreterState_Get, api.PyInterpreterState_ThreadHead, api.PyThreadState_Next:
                f.restype = ctypes.c_void_p
            api.PyInterpreterState_ThreadHead.argtypes = api.PyThreadState_Next.argtypes = [ctypes.c_void_p]

            def states():
                count = 0
                state = api.PyInterpreterState_ThreadHead(api.PyInterpreterState_Get())
                while state:
                    count += 1
                    state = api.PyThreadState_Next(state)
                return count

            class Mark:
                def __init__(self, released):
                    self.released = released

                def __del__(self):
                    self.released.append(1)

            local = threading.local()
            released = []

            def visit():
                local.visits = getattr(local, "visits", 0) + 1
                if local.visits == 1:
                    local.mark = Mark(released)
                return local.visits

            def seen():
                return getattr(local, "visits", 0)

            def ident():
                return threading.get_ident()

            def dummies():
                return sum(isinstance(t, threading._DummyThread) for t in threading.enumerate())

            def thread_name():
                return threading.current_thread().name

            def fail():
                raise KeyError("no")

            def add(a, b):
                return a + b

            def deep(n):
                return list(map(deep, [n]))

            def back(address, hold):
                kind = ctypes.PYFUNCTYPE if hold else ctypes.CFUNCTYPE
                return kind(ctypes.c_long)(address)() + 1

            def on_python_thread(address):
                results = []
                thread = threading.Thread(target=lambda: results.append(back(address, False)))
                thread.start()
                thread.join()
                return results[0]

            def forked():
                warnings.simplefilter("ignore")
                pid = os.fork()
                if pid == 0:
                    os._exit(visit())
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

            def trace_on():
                sys.settrace(lambda *a: None)

            def traced():
                return sys.gettrace() is not None

            class Cookie(ctypes.Structure):
                _fields_ = [(n, ctypes.c_void_p) for n in ("read", "write", "seek", "close")]

            def stream(write, close):
                libc = ctypes.CDLL(None)
                libc.fopencookie.restype = ctypes.c_void_p
                libc.fopencookie.argtypes = [ctypes.c_void_p, ctypes.c_char_p, Cookie]
                libc.fputs.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
                file = libc.fopencookie(None, b"w", Cookie(None, write, None, close))
                libc.fputs(b"x", file)
                return file
            """;

    private static Python python;
    private static PyFunction add;
    private static PyFunction states;
    private static PyFunction visit;

    private ThreadsProgram() {}

    /** Runs everything. */
    public static void main(String[] arguments) throws Exception {
        python = Python.open(PythonOptions.defaults().withJit(false));
        python.exec(SOURCE);
        add = python.function("add");
        states = python.function("states");
        visit = python.function("visit");
        reuse();
        manyAfterEachOther();
        manyAtOnce();
        nesting();
        nativeThreads();
        virtualThreads();
        errors();
        forks();
        traces();
        close();
    }

    private static void say(String what, Object result) {
        System.out.println(what + ": " + result);
        System.out.flush();
    }

    private static long count(String function) {
        try (PyFunction found = python.function(function)) {
            return (Long) found.call();
        }
    }

    /** Waits until there are so many thread states. */
    private static String awaitStates(long wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!states.call().equals(wanted)) {
            if (System.nanoTime() > end) {
                return "still " + states.call() + ", not " + wanted;
            }
            Thread.sleep(10);
        }
        return "as before";
    }

    private static void onThread(Runnable action) throws InterruptedException {
        Thread thread = new Thread(action);
        thread.start();
        thread.join();
    }

    private static void reuse() throws Exception {
        long before = (Long) states.call();
        PyFunction ident = python.function("ident");
        PyFunction name = python.function("thread_name");
        onThread(
                () -> {
                    say("visits", visit.call() + " " + visit.call() + " " + visit.call());
                    say("same thread", ident.call().equals(ident.call()));
                    say("same name", name.call().equals(name.call()));
                    say("one more", (Long) states.call() - before);
                });
        say("other thread", python.function("seen").call());
        say("after its end", awaitStates(before));
        say("marks released", lengthOf("released") + " dummies " + count("dummies"));
    }

    private static long lengthOf(String list) {
        try (PyValue length = python.eval("len(" + list + ")")) {
            return length.asLong();
        }
    }

    private static void manyAfterEachOther() throws Exception {
        python.exec("released.clear()");
        long before = (Long) states.call();
        long most = 0;
        long wrong = 0;
        for (int i = 0; i < 2000; i++) {
            Object[] visits = new Object[1];
            onThread(() -> visits[0] = visit.call());
            wrong += visits[0].equals(1L) ? 0 : 1;
            most = Math.max(most, (Long) states.call() - before);
        }
        say("short-lived threads", most <= 50 ? "few states" : most + " states");
        say("that saw another's data", wrong);
        say("after their end", awaitStates(before));
        say("marks released", lengthOf("released"));
    }

    private static void manyAtOnce() throws Exception {
        long before = (Long) states.call();
        int threads = 500;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch all = new CountDownLatch(threads);
        List<Future<Object>> sums = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            sums.add(
                    pool.submit(
                            () -> {
                                Object sum = add.call(number, 1);
                                all.countDown();
                                all.await();
                                return add.call(sum, 1);
                            }));
        }
        long total = 0;
        for (Future<Object> sum : sums) {
            total += (Long) sum.get();
        }
        say("pool", total + ", states " + ((Long) states.call() - before));
        pool.shutdown();
        say("after the pool", awaitStates(before));
    }

    private static void nesting() throws Exception {
        long before = (Long) states.call();
        PyFunction back = python.function("back");
        long inner = Native.upcall((a, b, c, d) -> (Long) add.call(20, visit.call()));
        long outer = Native.upcall((a, b, c, d) -> (Long) back.call(inner, false));
        onThread(
                () -> {
                    visit.call();
                    say("nested without the GIL", back.call(inner, false));
                    say("nested with the GIL", back.call(inner, true));
                    say("nested twice", back.call(outer, true) + " " + back.call(outer, false));
                    say("afterwards", visit.call() + " " + ((Long) states.call() - before));
                });
        say("on a thread of Python", python.function("on_python_thread").call(inner));
        say("after nesting", awaitStates(before));
    }

    /** A native thread that calls Java twice is two Java threads after each other. */
    private static void nativeThreads() throws Exception {
        long before = (Long) states.call();
        List<Thread> seen = new ArrayList<>();
        List<Object> visits = new ArrayList<>();
        long write =
                Native.upcall(
                        (a, b, size, d) -> {
                            seen.add(Thread.currentThread());
                            visits.add(visit.call());
                            return size;
                        });
        long close =
                Native.upcall(
                        (a, b, c, d) -> {
                            seen.add(Thread.currentThread());
                            pause(1200);
                            visits.add(visit.call() + " " + visit.call());
                            return 0;
                        });
        long file = (Long) python.function("stream").call(write, close);
        long thread = Native.allocate(Long.BYTES);
        long create = Native.requireSymbol("pthread_create");
        Native.call(create, thread, 0, Native.requireSymbol("fclose"), file);
        Native.call(Native.requireSymbol("pthread_join"), Native.getLong(thread), 0);
        say("one native thread", visits + " " + (seen.get(0) == seen.get(1)));
        say("after its end", awaitStates(before));
    }

    /** They keep no state. Before Java 21 there are none, and nothing to see. */
    private static void virtualThreads() throws Exception {
        long before = (Long) states.call();
        Object visits;
        try {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            String[] seen = new String[1];
            Runnable visitor = () -> seen[0] = visit.call() + " " + visit.call();
            ((Thread) start.invoke(null, visitor)).join();
            visits = seen[0];
        } catch (NoSuchMethodException beforeJava21) {
            visits = "1 1";
        }
        say("visits of a virtual thread", visits + " " + awaitStates(before));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String failure(PyFunction function, Object... arguments) {
        try {
            return "no failure " + function.call(arguments);
        } catch (RuntimeException failure) {
            return failure.getClass().getSimpleName() + " " + failure.getMessage();
        }
    }

    private static void errors() throws Exception {
        PyFunction fail = python.function("fail");
        PyFunction deep = python.function("deep");
        onThread(
                () -> {
                    say("fails", failure(fail) + " then " + add.call(1, 2));
                    say("argument", failure(add, 1, new Thread()) + " then " + add.call(1, 2));
                    say("deep", failure(deep, 1).contains("RecursionError"));
                    say("deep again", failure(deep, 1).contains("RecursionError"));
                    say("then", add.call(1.5, 2) + " " + add.call("a", "\u20ac"));
                    say("many arguments", failure(add, new Object[100]));
                });
    }

    private static void forks() throws Exception {
        PyFunction forked = python.function("forked");
        onThread(
                () -> {
                    visit.call();
                    say("child", forked.call() + " parent " + visit.call());
                });
    }

    private static void traces() throws Exception {
        PyFunction traced = python.function("traced");
        onThread(
                () -> {
                    python.function("trace_on").call();
                    say("traced", traced.call());
                });
        say("traced elsewhere", traced.call());
    }

    /** Threads that have used Python and are still alive. */
    private static ExecutorService livingThreads(int count) throws Exception {
        python.exec("class End:\n    def __del__(self): print('released', flush=True)");
        python.exec("def keep_end(): local.end = End()");
        PyFunction keepEnd = python.function("keep_end");
        ExecutorService pool = Executors.newFixedThreadPool(count);
        CountDownLatch all = new CountDownLatch(count);
        List<Future<Object>> calls = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            calls.add(
                    pool.submit(
                            () -> {
                                all.countDown();
                                all.await();
                                return keepEnd.call();
                            }));
        }
        for (Future<Object> call : calls) {
            call.get();
        }
        return pool;
    }

    private static void close() throws Exception {
        ExecutorService living = livingThreads(3);
        ExecutorService busy = Executors.newSingleThreadExecutor();
        CountDownLatch running = new CountDownLatch(1);
        long untilClosing =
                Native.upcall(
                        (a, b, c, d) -> {
                            running.countDown();
                            while (!python.isClosed()) {
                                Thread.onSpinWait();
                            }
                            return (Long) add.call(40, 1);
                        });
        PyFunction back = python.function("back");
        Future<Object> result = busy.submit(() -> back.call(untilClosing, false));
        running.await();
        python.close();
        say("inside while closing", result.get());
        say("living threads", living.submit(() -> failure(add, 1, 2)).get());
        say("the busy one", busy.submit(() -> failure(back, 1, 2)).get());
        living.shutdown();
        busy.shutdown();
        pause(700);
        say("end", failure(add, 1, 2));
    }
}
