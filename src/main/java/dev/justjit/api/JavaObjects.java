package dev.justjit.api;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.nio.Buffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Java objects in Python: which Python object stands for which, and what is called of them. A Java object is reachable as
 * long as Python has its object. All methods need the GIL.
 */
final class JavaObjects {
    private static final long THREAD_STATE = Native.requireSymbol("PyThreadState_GetUnchecked");
    private static final long SET_RAISED = Native.requireSymbol("PyErr_SetRaisedException");
    private static final long SET_STRING = Native.requireSymbol("PyErr_SetString");

    /** Levels of recursion through C code that a call of Java takes the stack of: see {@link StackDepth}. */
    private static final int LEVELS = 8;

    private final Python python;
    private final JavaModule module;

    /** By the address of Python's object. */
    private final Map<Long, JavaTarget> targets = new HashMap<>();

    JavaObjects(Python python) {
        this.python = python;
        module = new JavaModule(this::enter, this::release);
    }

    /** Something that the module {@code justjit.java} defines, borrowed. */
    long get(String name) {
        return module.get(name);
    }

    /** To be called once, before anything else. */
    void begin() {
        module.begin();
    }

    /** The Java object that an object stands for, or null. */
    @Nullable Object original(long object) {
        JavaTarget target = targets.isEmpty() ? null : targets.get(object);
        return target == null ? null : target.object();
    }

    // ---- Java to Python: new references ----

    /**
     * What is given to Python without being asked for: functions, and memory outside of Java's heap.
     *
     * @throws IllegalArgumentException for any other object
     */
    long convert(Object value) {
        PyValue behind = PythonProxy.valueOf(value);
        if (behind != null) {
            return CApi.incRef(behind.address());
        }
        Class<?> function =
                value instanceof JavaFunction
                        ? JavaFunction.class
                        : FunctionalTypes.ofLambda(value);
        if (function != null) {
            return function(function, value);
        }
        long memory = memory(value);
        if (memory == 0) {
            throw ToPython.unsupported(value);
        }
        return memory;
    }

    /** A function. */
    long function(Class<?> type, Object function) {
        return stand("JavaFunction", FunctionTarget.of(type, function));
    }

    /** Any object, as what Python can use it as, and not as a copy. */
    @SuppressWarnings("unchecked")
    long share(Object value) {
        if (value instanceof List<?> list) {
            return list((List<@Nullable Object>) list, Object.class);
        } else if (value instanceof Map<?, ?> map) {
            return map((Map<@Nullable Object, @Nullable Object>) map, Object.class, Object.class);
        } else if (value instanceof Iterator<?> iterator) {
            return stand("JavaIterator", new Targets.OfIterator(iterator));
        }
        long memory = memory(value);
        return memory != 0 ? memory : plain(value);
    }

    /** An object that Python can only keep and give back. */
    long plain(Object value) {
        return stand("JavaObject", new Targets.Plain(value));
    }

    long list(List<@Nullable Object> list, Class<?> type) {
        return stand("JavaList", new Targets.OfList(list, type));
    }

    long map(Map<@Nullable Object, @Nullable Object> map, Class<?> keys, Class<?> values) {
        return stand("JavaMap", new Targets.OfMap(map, keys, values));
    }

    /** A memoryview of what is in a direct buffer or a segment; 0 for any other object. */
    private long memory(Object value) {
        JavaMemory memory =
                value instanceof Buffer buffer
                        ? JavaMemory.of(buffer)
                        : JavaMemory.ofSegment(value);
        if (memory == null) {
            return 0;
        }
        long raw = memory.view();
        long format = CApi.unicode(memory.format());
        try {
            long exporter = stand("JavaBuffer", new Targets.Plain(value), raw, format);
            long view = Native.call(Native.requireSymbol("PyMemoryView_FromObject"), exporter);
            CApi.decRef(exporter);
            return Errors.check(view);
        } finally {
            CApi.decRef(raw);
            CApi.decRef(format);
        }
    }

    private long stand(String type, JavaTarget target) {
        return remember(Errors.check(CApi.call(get(type))), target);
    }

    private long stand(String type, JavaTarget target, long a, long b) {
        return remember(Errors.check(CApi.call(get(type), a, b)), target);
    }

    long remember(long object, JavaTarget target) {
        targets.put(object, target);
        return object;
    }

    /** Makes a standard stream one of Java's. */
    void stream(String name, JavaTarget target) {
        long text = CApi.unicode(name);
        long java = stand("JavaObject", target);
        long result = CApi.call(get("_open"), text, java);
        CApi.decRef(text);
        CApi.decRef(java);
        CApi.decRef(Errors.check(result));
    }

    // ---- Python to Java ----

    /** {@code enter(object, operation, *arguments)}. */
    private long enter(long self, long arguments, long count, long unused) {
        Caller caller;
        try {
            caller = python.gil().enter();
        } catch (IllegalStateException ending) {
            caller = null; // atexit functions and finalizers at Python's end
        }
        long state = Native.call(THREAD_STATE);
        int levels = Native.getInt(state + ThreadState.C_RECURSION_REMAINING);
        Native.putInt(state + ThreadState.C_RECURSION_REMAINING, levels - LEVELS);
        try {
            if (levels <= LEVELS) {
                throw new PythonRaise(
                        "PyExc_RecursionError", "maximum recursion depth exceeded in Java");
            }
            return serve(arguments);
        } catch (Throwable failure) {
            raise(failure);
            return 0;
        } finally {
            Native.putInt(state + ThreadState.C_RECURSION_REMAINING, levels);
            if (caller != null) {
                caller.leave();
            }
        }
    }

    private long serve(long arguments) throws Throwable {
        JavaTarget target = targets.get(Native.getLong(arguments));
        if (target == null) {
            throw new IllegalStateException("not an object of Java");
        }
        String operation = FromPython.convertText(Native.getLong(arguments + Long.BYTES));
        return target.serve(operation, new Arguments(python, arguments + 2L * Long.BYTES));
    }

    /** {@code release(object)}. */
    private long release(long self, long arguments, long count, long unused) {
        targets.remove(Native.getLong(arguments));
        return CApi.incRef(CApi.NONE);
    }

    /** Sets the exception that Python is to see of a Java one. */
    private void raise(Throwable failure) {
        try {
            if (failure instanceof PythonRaise builtin) {
                long text = Native.cString(String.valueOf(builtin.getMessage()));
                long type = Native.getLong(Native.requireSymbol(builtin.type()));
                Native.call(SET_STRING, type, text);
                Native.free(text);
                return;
            }
            long again = failure instanceof PythonException raised ? raised.reference() : 0;
            Native.call(SET_RAISED, again == 0 ? wrapped(failure) : again);
        } catch (RuntimeException | StackOverflowError again) {
            long text = Native.cString(String.valueOf(failure));
            long type = Native.getLong(Native.requireSymbol("PyExc_RuntimeError"));
            Native.call(SET_STRING, type, text);
            Native.free(text);
        }
    }

    private long wrapped(Throwable failure) {
        String type = failure instanceof InterruptedException ? "JavaInterrupt" : "JavaException";
        long text = ToPython.convertText(failure.toString());
        long carried = plain(failure);
        long exception =
                failure instanceof InterruptedException
                        ? CApi.call(get(type), text)
                        : CApi.call(get(type), text, carried);
        CApi.decRef(text);
        CApi.decRef(carried);
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return Errors.check(exception);
    }
}
