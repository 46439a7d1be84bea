package dev.justjit.host;

import dev.justjit.ffi.Native;
import dev.justjit.host.fork.DescriptorGuard;
import dev.justjit.host.fork.ForkGuard;
import dev.justjit.host.fork.ForkWarningFilter;
import dev.justjit.host.process.JffiLibrary;
import dev.justjit.host.process.Libc;
import dev.justjit.host.process.PythonPath;
import dev.justjit.host.python.HostException;
import dev.justjit.host.python.PythonInstallation;
import dev.justjit.host.signal.EarlySignals;
import dev.justjit.host.signal.FatalSignals;
import dev.justjit.host.signal.SignalHold;
import dev.justjit.host.start.ExitStatus;
import dev.justjit.host.start.StandardStreams;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * CPython in this process. There is at most one, for the life of the process.
 *
 * <p>Python is initialised on a thread of its own, "python-main", whose stack is deep enough for
 * CPython's own recursion limits; this is Python's main thread. {@link #runProgram} runs a program on
 * it and ends the process; {@link #open} leaves it parked without the GIL, so that any Java thread can
 * use Python after {@code PyGILState_Ensure}.
 */
public final class PythonHost {
    private static final long STACK_BYTES = 512L << 20;
    private static final int MINOR = 13;

    private static boolean used;

    private final PythonInstallation python;
    private final HostHooks hooks;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private final SignalHold signals = new SignalHold();
    private boolean fatalSignalsGuarded;
    private @Nullable ForkGuard guard;

    private PythonHost(PythonInstallation python, HostHooks hooks) {
        this.python = python;
        this.hooks = hooks;
    }

    /** The installation that is loaded. */
    public PythonInstallation installation() {
        return python;
    }

    /**
     * From now on HUP, INT and TERM end the process as they end any other, without the JVM's shutdown.
     * To be called as early as possible by what is going to run a program.
     */
    public static void takeSignals() {
        JffiLibrary.prepare();
        EarlySignals.take();
    }

    /**
     * Runs a program as {@code python3 arguments…} does and ends the process with its exit status,
     * without running Java's shutdown hooks. Standard streams and signals are Python's; those that
     * come before the program runs wait for it.
     *
     * @param arguments CPython's own command line after the program's name
     * @throws HostException when Python cannot be loaded
     */
    public static void runProgram(PythonInstallation python, byte[][] arguments, HostHooks hooks) {
        takeSignals();
        PythonHost host = claim(python, hooks);
        host.load();
        byte[][] all = new byte[arguments.length + 1][];
        all[0] = python.executable().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Thread main = host.startThread(new MainProgram(host, all));
        host.signals.limit();
        boolean waiting = true;
        while (waiting) {
            try {
                main.join();
                waiting = false;
            } catch (InterruptedException again) {
                waiting = true;
            }
        }
    }

    /**
     * Initialises Python and leaves its main thread parked. Signals stay Java's.
     *
     * @throws HostException when Python cannot be loaded or started
     * @throws IllegalStateException when Python was already started in this process
     */
    public static PythonHost open(PythonInstallation python, HostHooks hooks) {
        PythonHost host = claim(python, hooks);
        host.load();
        EmbeddedMain main = new EmbeddedMain(host, host.closing);
        host.startThread(main);
        main.awaitStart();
        return host;
    }

    /** Finalizes a host that came from {@link #open}, and waits for it; later calls do nothing. */
    public void close() {
        closing.countDown();
        Thread main = thread;
        if (main == null || main == Thread.currentThread()) {
            return;
        }
        try {
            main.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized PythonHost claim(PythonInstallation python, HostHooks hooks) {
        if (used) {
            throw new IllegalStateException(
                    "Python was already started in this process, and CPython can be started only"
                            + " once");
        }
        used = true;
        return new PythonHost(python, hooks);
    }

    /** What keeps signals until a program runs. */
    SignalHold signals() {
        return signals;
    }

    /** True when {@code faulthandler} can do no harm. */
    boolean fatalSignalsGuarded() {
        return fatalSignalsGuarded;
    }

    private void load() {
        JffiLibrary.prepare();
        requireStack();
        try {
            Native.openLibrary(python.library());
        } catch (RuntimeException failure) {
            throw new HostException(
                    failure.getMessage() + " (from " + python.origin() + ")", failure);
        }
        long getVersion = Native.symbol("Py_GetVersion");
        if (getVersion == 0) {
            throw new HostException(
                    "not a Python library: "
                            + python.library()
                            + " (from "
                            + python.origin()
                            + ")");
        }
        String version = Native.cString(Native.call(getVersion));
        if (!version.startsWith("3." + MINOR + ".")) {
            throw new HostException(
                    "Python 3."
                            + MINOR
                            + " is needed, but "
                            + python.library()
                            + " is Python "
                            + version.split(" ", 2)[0]
                            + " (from "
                            + python.origin()
                            + ")");
        }
        if (version.contains("free-threading")) {
            throw new HostException(
                    "the free-threaded build of Python is not supported: " + python.library());
        }
        fatalSignalsGuarded = FatalSignals.guard(python.library());
    }

    /** Asked first because the JVM, when a thread gets no stack, prints what it thinks of that. */
    private static void requireStack() {
        if (!Libc.hasAddressSpace(STACK_BYTES)) {
            throw new HostException(
                    "the address space is limited (ulimit -v), and Python's main thread finds no "
                            + (STACK_BYTES >> 20)
                            + " MB for its stack");
        }
    }

    private Thread startThread(Runnable body) {
        Thread main = new Thread(null, body, "python-main", STACK_BYTES);
        main.setDaemon(true);
        thread = main;
        main.start();
        return main;
    }

    /** Called on the Python thread with the GIL. */
    void attached() {
        if (!fatalSignalsGuarded) {
            FatalSignals.replaceFunctions();
        }
        ForkWarningFilter.install();
        StandardStreams.hideThoseOfTheJvm();
        DescriptorGuard.install();
        PythonPath.append();
        Startup startup = hooks.startup();
        if (startup != null) {
            try {
                startup.attached(this);
            } catch (RuntimeException | LinkageError failure) {
                System.err.println("justjit: the compiler is off: " + failure);
            }
        }
    }

    /**
     * Calls a C function {@code function(a, b, c, d)} that runs the program's main code, such as
     * {@code PyEval_EvalCode}; fewer parameters are fine. When the code forks, the child reports,
     * finalizes and leaves without coming back to Java. From here on signals are the program's: one
     * that came earlier is handled when the code begins. Only for the thread "python-main" of {@link
     * #runProgram}, with the GIL.
     */
    public long callMain(long function, long a, long b, long c, long d) {
        ForkGuard current = guard;
        if (current == null) {
            current = ForkGuard.create();
            guard = current;
        }
        signals.release();
        PythonPath.repeatInterrupt();
        return current.call(function, a, b, c, d);
    }

    /** Runs a few lines of Python and gives one function that they define: a new reference, or 0. Needs the GIL. */
    public static long helper(String source, String name, String function) {
        return PythonPath.helperFunction(source, name, function);
    }

    /** Writes out what {@code sys.stdout} and {@code sys.stderr} hold back. Needs the GIL. */
    public static void flushStreams() {
        ExitStatus.flush();
    }

    /** Called on the Python thread with the GIL. */
    long runMain(long code, long globals) {
        MainRunner runner = hooks.mainRunner();
        if (runner != null) {
            return runner.run(this, code, globals);
        }
        return callMain(Native.requireSymbol("PyEval_EvalCode"), code, globals, globals, 0);
    }

    /** Called on the Python thread with the GIL. */
    void detaching() {
        Shutdown shutdown = hooks.shutdown();
        if (shutdown != null) {
            try {
                shutdown.detaching(this);
            } catch (RuntimeException | LinkageError failure) {
                System.err.println("justjit: error while ending: " + failure);
            }
        }
    }
}
