package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.CApi;
import dev.justjit.host.HostException;
import dev.justjit.host.HostHooks;
import dev.justjit.host.PythonHost;
import dev.justjit.host.PythonLocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * CPython 3.13 in this process, with compiled functions.
 *
 * <pre>{@code
 * try (Python python = Python.open()) {
 *     python.exec("def total(n):\n    s = 0\n    for i in range(n): s += i\n    return s\n");
 *     try (PyFunction total = python.jit("total")) {
 *         Object sum = total.call(1_000_000);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Lifetime.</b> CPython can be started once in a process. After {@link #close} it is gone for good:
 * opening again throws {@link IllegalStateException}. Without {@code close}, Python ends with the
 * process: what it printed is written out, and its {@code atexit} functions do not run.
 *
 * <p><b>Threads.</b> All methods may be called on any platform thread and run there; Python's lock lets
 * one thread work at a time, and none has it between calls. Python's own main thread is a parked
 * thread of this class, so {@code signal.signal} cannot be used, and signals stay Java's. Java threads
 * have small stacks: deep recursion through C code ends in a RecursionError earlier than in {@code
 * python3}, unless the thread has a stack of 16 MB or more. A virtual thread must not call Python
 * while it may be unmounted in between; use a platform thread.
 *
 * <p>To Python, a Java thread is one thread from its first call to its end: what is in a {@code
 * threading.local}, a context variable or the decimal context, a trace function that was set, and what
 * {@code threading.current_thread()} returned are there again in its next call. They are released
 * within about half a second after the thread's end, and by {@link #close} at the latest; finalizers
 * run on another thread then. Each such thread takes some 20 kB. A virtual thread is a new thread to
 * Python in each call.
 *
 * <p><b>Values.</b> null, Boolean, integers (BigInteger for large ones), floating point, String,
 * {@code byte[]}, List, Set and Map are copied both ways, arrays and other collections become lists; other
 * Python objects stay in Python and are held by {@link PyValue}. Tuples come back as List.
 *
 * <p>Python code is not confined: it can do what this process can do.
 */
public final class Python implements AutoCloseable {
    private static final String COMPILER = "dev.justjit.cli.EmbeddedHooks";

    /** How long {@link #close()} waits for running calls. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static @Nullable Python instance;

    private final PythonHost host;
    private final Gil gil = new Gil();
    private final FromPython conversion = new FromPython(this);
    private final SourceLines lines = new SourceLines();

    private final Crossing crossing;

    private Python(PythonHost host, HostHooks hooks) {
        this.host = host;
        crossing = new Crossing(hooks);
    }

    /**
     * Starts Python with {@link PythonOptions#defaults}.
     *
     * @throws HostException when no usable Python is found; the message lists what was tried
     * @throws IllegalStateException when Python was started before in this process
     */
    public static Python open() {
        return open(PythonOptions.defaults());
    }

    /**
     * Starts Python.
     *
     * @throws HostException when no usable Python is found; the message lists what was tried
     * @throws IllegalStateException when Python was started before in this process
     */
    public static synchronized Python open(PythonOptions options) {
        Python before = instance;
        if (before != null) {
            throw new IllegalStateException(
                    before.isClosed()
                            ? "Python was closed, and CPython can be started only once in a process"
                            : "Python is open already: share the one instance");
        }
        HostHooks hooks = options.hooks();
        if (hooks == null) {
            hooks = options.jit() ? compiler() : HostHooks.NONE;
        }
        PythonHost host =
                PythonHost.open(
                        PythonLocator.locate(options.python(), PythonOptions.SETTING), hooks);
        Python python = new Python(host, hooks);
        new LastFlush(python.gil).register();
        instance = python;
        return python;
    }

    private static HostHooks compiler() {
        try {
            Object found = Class.forName(COMPILER).getDeclaredConstructor().newInstance();
            Object hooks = ((Supplier<?>) found).get();
            return (HostHooks) hooks;
        } catch (ClassNotFoundException absent) {
            return HostHooks.NONE;
        } catch (ReflectiveOperationException broken) {
            throw new HostException("the compiler cannot be started: " + broken, broken);
        }
    }

    Gil gil() {
        return gil;
    }

    Crossing crossing() {
        return crossing;
    }

    FromPython conversion() {
        return conversion;
    }

    boolean isClosed() {
        return gil.isClosed();
    }

    /**
     * Runs statements in the module {@code __main__}.
     *
     * @throws PythonException when Python raises, also for SystemExit
     */
    public void exec(String source) {
        Caller caller = gil.enter();
        try {
            CApi.decRef(run(source, CApi.FILE_INPUT));
        } finally {
            caller.leave();
        }
    }

    /**
     * Evaluates one expression in the module {@code __main__}.
     *
     * @return a handle on the result, to be closed
     * @throws PythonException when Python raises
     */
    public PyValue eval(String expression) {
        Caller caller = gil.enter();
        try {
            return new PyValue(this, run(expression.strip(), CApi.EVAL_INPUT));
        } finally {
            caller.leave();
        }
    }

    private long run(String source, int start) {
        byte[] utf8 = source.getBytes(StandardCharsets.UTF_8);
        if (source.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Python source cannot contain null characters");
        }
        long name = CApi.unicode(lines.nextName());
        long code = CApi.compile(utf8, name, start, CApi.IGNORE_COOKIE);
        if (code != 0) {
            lines.keep(code, source, name);
        }
        CApi.decRef(name);
        Errors.check(code);
        long globals = CApi.mainDict();
        long result = CApi.evalCode(code, globals, globals);
        CApi.decRef(code);
        return Errors.check(result);
    }

    /**
     * Sets a variable of the module {@code __main__}.
     *
     * @throws IllegalArgumentException when the value has no Python form
     */
    public void set(String name, @Nullable Object value) {
        Caller caller = gil.enter();
        try {
            long object = ToPython.convert(value);
            boolean stored = CApi.setItem(CApi.mainDict(), name, object);
            CApi.decRef(object);
            if (!stored) {
                throw Errors.take();
            }
        } finally {
            caller.leave();
        }
    }

    /**
     * Finds a callable.
     *
     * @param name a variable of {@code __main__}, or {@code module:name} of a module to import; either
     *     may go on to attributes, as in {@code Point.norm} or {@code shapes:Point.norm}
     * @return a function of its own, to be closed
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import or an attribute raises
     */
    public PyFunction function(String name) {
        Caller caller = gil.enter();
        try {
            PyValue value = new PyValue(this, lookUp(name));
            long callable = Native.requireSymbol("PyCallable_Check");
            if ((int) Native.call(callable, value.address()) == 0) {
                String type = value.typeName();
                value.close();
                throw new IllegalArgumentException(name + " cannot be called: its type is " + type);
            }
            return new PyFunction(value, name);
        } finally {
            caller.leave();
        }
    }

    private static long lookUp(String name) {
        int colon = name.indexOf(':');
        String[] path = name.substring(colon + 1).split("\\.", -1);
        long object = first(name, colon, path[0]);
        for (int i = 1; i < path.length; i++) {
            long owner = object;
            object = CApi.attribute(owner, path[i]);
            CApi.decRef(owner);
            Errors.check(object);
        }
        return object;
    }

    private static long first(String name, int colon, String variable) {
        if (colon >= 0) {
            return Errors.check(CApi.importAttribute(name.substring(0, colon), variable));
        }
        long object = CApi.getItem(CApi.mainDict(), variable);
        if (object == 0) {
            throw new IllegalArgumentException("__main__ has no function " + variable);
        }
        return CApi.incRef(object);
    }

    /**
     * Marks a function to be compiled, as the decorator {@code justjit.jit} does: its first calls run
     * in the interpreter, which notes the types that occur; the third one is compiled. The function
     * itself is marked, so callers in Python have machine code too. A function that cannot be
     * compiled (it is too large, say) stays interpreted; {@link #explain} has the reason.
     *
     * @param name as for {@link #function}; of a Python function, or of a method
     * @return a function of its own, to be closed
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import raises, or with the type TypeError when it is not a
     *     Python function
     */
    public PyFunction jit(String name) {
        return marked("jit", name);
    }

    /**
     * Compiles a function now. When it was called before, its code is made for the types that
     * occurred; when not, {@link #jit} gives quicker code, because it waits for that.
     *
     * @param name as for {@link #function}; of a Python function, or of a method
     * @return a function of its own, to be closed
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import raises; with the type NotCompilable and the reason when
     *     the function stays interpreted, which is always so without a compiler
     */
    public PyFunction compile(String name) {
        return marked("compile_function", name);
    }

    /**
     * A Python function as an object of a functional interface, such as {@link
     * java.util.function.LongBinaryOperator}: its one abstract method calls the function with its parameters in
     * order. The function is looked up now, and stays this one; what may change of it is its code and what it uses.
     *
     * <p>Where all parameters are primitive (not {@code char}), and the function only computes with numbers, it is
     * compiled now for these types: int, float and bool of Python. Calls pass and return numbers in registers.
     * Otherwise, and where that code meets what it is not made for, such as an int beyond 64 bits, arguments and
     * result are objects, converted as for {@link PyFunction#call}; what is seen is the same. {@code toString} of
     * the result tells which of the two it is, and why.
     *
     * <p>Results are checked: ints have to fit the declared type ({@link ArithmeticException}), a {@code double} is
     * a float, or the nearest to an int; a bool is no int, and nothing else is a bool ({@link ClassCastException}).
     * A result of type {@link PyValue} is a new handle, to be closed.
     *
     * <p>The object may be used on any thread. It is {@link AutoCloseable}, unless the interface has a method {@code
     * close} of its own; until it is closed it keeps the function and its machine code, to Python's end at most.
     * Calls throw {@link PythonException} for what Python raises, and {@link IllegalStateException} when it or Python
     * is closed.
     *
     * @param name as for {@link #function}
     * @param type the interface; one that is not public must be of a package that is open to this library
     * @throws IllegalArgumentException when it is no functional interface of types with a Python form, when it
     *     cannot be implemented from here, or as for {@link #function}
     * @throws PythonException when the import or an attribute raises
     */
    public <T> T bind(String name, Class<T> type) {
        return crossing.binder(this).bind(name, type);
    }

    private PyFunction marked(String how, String name) {
        PyFunction function = function(name);
        try {
            ask(how, function).close();
            return function;
        } catch (RuntimeException refused) {
            function.close();
            throw refused;
        }
    }

    /**
     * Whether calls of a function run machine code. False for callables that are not Python functions.
     *
     * @param name as for {@link #function}
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import raises
     */
    public boolean isCompiled(String name) {
        try (PyFunction function = function(name);
                PyValue answer = ask("is_compiled", function)) {
            return answer.asBoolean();
        }
    }

    /**
     * What is known of a function's compilation.
     *
     * @param name as for {@link #function}; of a Python function, or of a method
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import raises, or with the type TypeError when it is not a
     *     Python function
     */
    public Explanation explain(String name) {
        try (PyFunction function = function(name);
                PyValue answer = ask("explain", function)) {
            return Explanation.of((Map<?, ?>) Objects.requireNonNull(answer.toJava()));
        }
    }

    /** Calls a function of the package {@code justjit} with a function. */
    private PyValue ask(String what, PyFunction about) {
        try (PyFunction asked = function("justjit:" + what)) {
            return asked.value().call(about.value());
        }
    }

    /**
     * Ends Python as {@link #close(Duration)} does with a patience of ten seconds.
     *
     * @throws IllegalStateException when called from inside a call of Python, or when a call does not end
     */
    @Override
    public void close() {
        close(PATIENCE);
    }

    /**
     * Ends Python: waits for running calls, joins Python's threads, runs {@code atexit} functions. Calls
     * that still run when the patience is over are interrupted: they raise KeyboardInterrupt. Later calls
     * of this method do nothing.
     *
     * @param patience how long calls may go on running
     * @throws IllegalStateException when called from inside a call of Python; or when a call does not end
     *     within five seconds after it was first interrupted, for which the process ends without Python's end
     */
    public void close(Duration patience) {
        if (gil.close(patience)) {
            host.close();
        }
    }
}
