package dev.justjit.api;

import dev.justjit.host.HostHooks;
import dev.justjit.host.PythonHost;
import dev.justjit.host.process.CApi;
import dev.justjit.host.python.HostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
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
 * <p><b>Threads.</b> All methods may be called on any thread and run there; Python's lock lets
 * one thread work at a time, and none has it between calls. Python's own main thread is a parked
 * thread of this class, so {@code signal.signal} cannot be used, and signals stay Java's. Java threads
 * have small stacks: deep recursion through C code ends in a RecursionError earlier than in {@code
 * python3}, unless the thread has a stack of 16 MB or more. What a thread is to Python: see the package.
 *
 * <p><b>Values.</b> null, Boolean, integers (BigInteger for large ones), floating point, String,
 * {@code byte[]}, List, Set and Map are copied both ways, arrays and other collections become lists; other
 * Python objects stay in Python and are held by {@link PyValue}. Tuples come back as List. To Python also go: handles and
 * what is made of them, as the objects that they stand for; lambda expressions, method references and {@link
 * JavaFunction}, as callables; direct buffers and native memory segments, as memoryviews of the same memory. Anything else
 * goes by {@link #share}.
 *
 * <p>Python code is not confined: it can do what this process can do.
 */
public final class Python implements AutoCloseable {
    /** How long {@link #close()} waits for running calls. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static volatile @Nullable Python instance;

    private final PythonHost host;
    private final Gil gil = new Gil();
    private final FromPython conversion = new FromPython(this);
    private final JavaObjects java = new JavaObjects(this);
    private final Conversions conversions = new Conversions(this);
    private final Sources sources = new Sources();
    private final Watch watch = new Watch(this);

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
        HostHooks hooks = PythonStart.hooks(options);
        Python python = new Python(PythonStart.host(options, hooks), hooks);
        new LastFlush(python.gil).register();
        instance = python;
        python.inside(python.java::begin);
        python.inside(() -> options.openStreams(python.java));
        python.watch.start();
        return python;
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

    Conversions conversions() {
        return conversions;
    }

    JavaObjects java() {
        return java;
    }

    /** The one of this process. */
    static Python current() {
        Python python = instance;
        if (python == null) {
            throw new IllegalStateException("Python is not open");
        }
        return python;
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
        inside(() -> CApi.decRef(sources.run(source, CApi.FILE_INPUT)));
    }

    /**
     * Runs a file in the module {@code __main__}, whose {@code __file__} it becomes. {@code sys.path} and {@code sys.argv}
     * stay as they are.
     *
     * @throws IOException when it cannot be read
     * @throws PythonException when Python raises, also for SystemExit
     */
    public void exec(Path file) throws IOException {
        byte[] source = Sources.read(file);
        inside(() -> sources.run(source, file));
    }

    /**
     * Imports a module.
     *
     * @param name with dots, as in {@code os.path}
     * @return a handle on the module of that name, to be closed
     * @throws PythonException when the import raises
     */
    public PyValue importModule(String name) {
        return handle(() -> Errors.check(CApi.importModule(name)));
    }

    private void inside(Runnable work) {
        Caller caller = gil.enter();
        try {
            work.run();
        } finally {
            caller.leave();
        }
    }

    /** A handle on what is made with the GIL: a new reference. */
    private PyValue handle(LongSupplier made) {
        Caller caller = gil.enter();
        try {
            return new PyValue(this, made.getAsLong());
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
        return handle(() -> sources.run(expression.strip(), CApi.EVAL_INPUT));
    }

    /** Sets a variable of the module {@code __main__}; IllegalArgumentException when the value has no Python form. */
    public void set(String name, @Nullable Object value) {
        inside(() -> ObjectProtocol.setItem(CApi.mainDict(), name, value));
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
        PyValue value = handle(() -> Sources.lookUp(name));
        if (!value.isCallable()) {
            String type = value.typeName();
            value.close();
            throw new IllegalArgumentException(name + " cannot be called: its type is " + type);
        }
        return new PyFunction(value, name);
    }

    /** A function of Java as a Python callable, to be closed. Python keeps the function as long as it needs it. */
    public PyFunction callable(JavaFunction function) {
        return callable(JavaFunction.class, function);
    }

    /**
     * A function of Java as a Python callable. Arguments are converted to the parameters' types as {@link PyValue#as} does;
     * what does not fit is a TypeError or OverflowError in Python. Lambda expressions and method references need no such
     * call: they are converted wherever a value is given to Python.
     *
     * @param type a functional interface
     * @return a function of its own, to be closed
     * @throws IllegalArgumentException when it is not one
     */
    public <T> PyFunction callable(Class<T> type, T function) {
        return new PyFunction(handle(() -> java.function(type, function)), type.getSimpleName());
    }

    /**
     * A Java object in Python, not a copy of it: a List as a mutable sequence, a Map as a mutable mapping, an Iterator as an
     * iterator, a direct buffer of {@code java.nio} or a native {@code MemorySegment} (Java 22) as a memoryview, and any other
     * object as one that Python can keep and give back. What Python puts into a list or map is in its Java form, an int
     * for instance a Long. An arena must stay open as long as Python uses its memory.
     *
     * @return a handle, to be closed; Python keeps the object as long as it needs it
     * @throws IllegalArgumentException when it is a buffer or segment on Java's heap, or one in another byte order
     */
    public PyValue share(Object value) {
        return handle(() -> java.share(value));
    }

    /** A list in Python, not a copy, whose elements are of a type: see {@link #share(Object)} and {@link PyValue#as}. */
    @SuppressWarnings("unchecked")
    public <E> PyValue share(List<E> list, Class<E> type) {
        return handle(() -> java.list((List<@Nullable Object>) list, type));
    }

    /** A map in Python, not a copy, whose keys and values are of types: see {@link #share(Object)} and {@link PyValue#as}. */
    @SuppressWarnings("unchecked")
    public <K, V> PyValue share(Map<K, V> map, Class<K> keys, Class<V> values) {
        return handle(() -> java.map((Map<@Nullable Object, @Nullable Object>) map, keys, values));
    }

    /**
     * A Python {@code array.array} with a copy of an array's numbers; {@link PyValue#as} copies it back.
     *
     * @param array of a primitive numeric type
     * @return a handle, to be closed
     * @throws IllegalArgumentException when it is another object
     */
    public PyValue array(Object array) {
        return handle(() -> PrimitiveArrays.convert(array));
    }

    /**
     * Does some work on this thread, and interrupts Python code that it runs when the time is over: at the next instruction
     * of Python, in compiled code too, {@code justjit.java.TimeLimit} is raised, a KeyboardInterrupt, and again if Python
     * code catches it. What C code does is not interrupted, nor Java.
     *
     * @param limit for all of the work
     * @throws PythonTimeoutException when Python was interrupted
     */
    public <T extends @Nullable Object> T withTimeout(Duration limit, Supplier<T> work) {
        return watch.run(Gil.nanos(limit), work);
    }

    /** The same for work without a result. */
    public void withTimeout(Duration limit, Runnable work) {
        watch.run(Gil.nanos(limit), Watch.withoutResult(work));
    }

    /**
     * Marks a function to be compiled, as the decorator {@code justjit.jit} does: its first calls run in the interpreter,
     * which notes the types that occur; the third one is compiled. The function itself is marked, so callers in Python have
     * machine code too. A function that cannot be compiled stays interpreted; {@link #explain} has the reason.
     *
     * @param name as for {@link #function}; of a Python function, or of a method
     * @return a function of its own, to be closed
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import raises, or with the type TypeError when it is no Python function
     */
    public PyFunction jit(String name) {
        return Marks.mark(this, "jit", name);
    }

    /**
     * Compiles a function now. When it was called before, its code is made for the types that occurred; when not, {@link
     * #jit} gives quicker code, because it waits for that.
     *
     * @param name as for {@link #function}; of a Python function, or of a method
     * @return a function of its own, to be closed
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import raises; with the type NotCompilable and the reason when it stays interpreted
     */
    public PyFunction compile(String name) {
        return Marks.mark(this, "compile_function", name);
    }

    /**
     * A Python function, looked up now, as an object of a functional interface, such as {@link
     * java.util.function.LongBinaryOperator}. Where all parameters are primitive (not {@code char}), and the function only
     * computes with numbers, it is compiled now for these types, and calls pass and return numbers in registers. Otherwise,
     * and where that code meets what it is not made for, such as an int beyond 64 bits, the call is made by objects, as by
     * {@link PyFunction#call}; what is seen is the same. {@code toString} tells which of the two it is, and why.
     *
     * <p>Results are checked: ints have to fit the declared type ({@link ArithmeticException}), a {@code double} is a float,
     * or the nearest to an int; a bool is no int, and nothing else is a bool ({@link ClassCastException}). A result of type
     * {@link PyValue} is a new handle, to be closed.
     *
     * <p>Any thread may use it. It is {@link AutoCloseable}, unless the interface has a method {@code close} of its own; until
     * then it keeps the function and its machine code. Calls throw {@link PythonException} for what Python raises, and
     * {@link IllegalStateException} when it or Python is closed.
     *
     * @param name as for {@link #function}
     * @param type the interface; one that is not public must be of a package that is open to this library
     * @throws IllegalArgumentException when it is no functional interface of types with a Python form, when it cannot be
     *     implemented from here, or as for {@link #function}
     * @throws PythonException when the import or an attribute raises
     */
    public <T> T bind(String name, Class<T> type) {
        return crossing.binder(this).bind(name, type);
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
                PyValue answer = Marks.ask("is_compiled", function)) {
            return answer.asBoolean();
        }
    }

    /**
     * What is known of a function's compilation.
     *
     * @param name as for {@link #function}; of a Python function, or of a method
     * @throws IllegalArgumentException when there is none of that name, or it cannot be called
     * @throws PythonException when the import raises, or with the type TypeError when it is no Python function
     */
    public Explanation explain(String name) {
        try (PyFunction function = function(name);
                PyValue answer = Marks.ask("explain", function)) {
            return Explanation.of((Map<?, ?>) Objects.requireNonNull(answer.toJava()));
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
