package dev.justjit.attach.process;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyCFunction;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;

/** Fills the {@link JitData} block from the running CPython. */
public final class RuntimeBlock {
    /** Dead ints kept at most: 32 bytes each. */
    public static final int INT_FREE_LIST_LENGTH = 4096;

    /** The same of floats. */
    public static final int FLOAT_FREE_LIST_LENGTH = 1024;

    /** The same of blocks of each size. */
    public static final int BLOCK_LIST_LENGTH = 256;

    /** glibc's {@code pthread_attr_t} at the most. */
    private static final int ATTRIBUTES_BYTES = 64;

    /** Bytes from one of CPython's strings of one ASCII character to the next. */
    public static final int ASCII_STRIDE = 48;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;

    private final long address = Native.allocate(JitData.BYTES);

    /** Where the block is; it stays there until the process ends. */
    public long address() {
        return address;
    }

    /** Dead ints and floats that are kept for reuse. */
    public long freeNumbers() {
        long room = get(JitData.INT_FREE_ROOM) + get(JitData.FLOAT_FREE_ROOM);
        return get(JitData.TWO_DIGITS_FIT) == 0
                ? 0
                : INT_FREE_LIST_LENGTH + FLOAT_FREE_LIST_LENGTH - room;
    }

    /** Blocks of memory of dead objects that are kept for reuse. */
    public long freeBlocks() {
        if (get(JitData.YOUNG_OBJECTS) == 0) {
            return 0;
        }
        long kept = 0;
        for (int size = Long.BYTES; size <= JitData.LARGEST_BLOCK; size += Long.BYTES) {
            kept += BLOCK_LIST_LENGTH - get(JitData.BLOCKS + 2 * size + Long.BYTES);
        }
        return kept;
    }

    /** A word of the block, by its offset in {@link JitData}. */
    public long get(int field) {
        return Native.getLong(address + field);
    }

    /** Writes a word of the block, which machine code may read at any time. */
    public void put(int field, long value) {
        Native.putLong(address + field, value);
    }

    /**
     * @throws Incompatible if an object is not what the layouts say
     */
    public void fill() {
        put(JitData.TRACED_VERSION, -1);
        put(JitData.OK_VERSION, -1);
        put(JitData.QUIET_VERSION, -1);
        put(JitData.INTERPRETER, Native.call(Objects.function(Helper.PYINTERPRETERSTATE_MAIN)));
        put(JitData.NEXT_KEYS_VERSION, KeysVersions.find(get(JitData.INTERPRETER)));
        put(JitData.SPECIAL_TABLE, SpecialTables.make());
        put(JitData.REFERENCE_TRACER, ReferenceTracer.find());
        mainStack();
        smallInts();
        asciiCharacters();
        put(JitData.EMPTY_RANGE, emptyRange());
        put(JitData.RERAISE, reraise());
        boolean pymalloc = usesPymalloc();
        put(JitData.TWO_DIGITS_FIT, pymalloc ? 1 : 0);
        put(JitData.INT_FREE_ROOM, pymalloc ? INT_FREE_LIST_LENGTH : 0);
        put(
                JitData.FLOAT_FREE_ROOM,
                pymalloc ? FLOAT_FREE_LIST_LENGTH : 0); // tracemalloc sees them all
        if (pymalloc) {
            freeLists();
        }
        put(JitData.ORIGINAL_VECTORCALL, originalVectorcall());
        put(JitData.LEN, builtinFunction("len"));
        put(JitData.ISINSTANCE, builtinFunction("isinstance"));
        put(JitData.MIN, builtinFunction("min"));
        put(JitData.MAX, builtinFunction("max"));
        put(JitData.ABS, builtinFunction("abs"));
        put(JitData.ORD, builtinFunction("ord"));
        put(JitData.CHR, builtinFunction("chr"));
        put(JitData.ID, builtinFunction("id"));
        put(JitData.ALL, builtinFunction("all"));
        put(JitData.ANY, builtinFunction("any"));
        put(JitData.SUM, builtinFunction("sum"));
        put(JitData.BUILTINS, Objects.module("builtins"));
        put(JitData.IMPORT, builtinFunction("__import__"));
        put(JitData.LIST_APPEND, dictItem(typeDict(Global.PYLIST_TYPE), "append"));
        put(JitData.DICT_GET, dictItem(typeDict(Global.PYDICT_TYPE), "get"));
        put(JitData.DICT_SETDEFAULT, dictItem(typeDict(Global.PYDICT_TYPE), "setdefault"));
        long construct = dictItem(typeDict(Global.PYBASEOBJECT_TYPE), "__new__");
        put(JitData.NEW_METHOD, Native.getLong(construct + PyCFunction.ML));
        slotFunctions();
    }

    /** Blocks are handed on only where all of them are pymalloc's. */
    private void freeLists() {
        FreeLists lists = FreeLists.find(get(JitData.INTERPRETER));
        if (lists == null || get(JitData.REFERENCE_TRACER) == 0) {
            return;
        }
        put(JitData.YOUNG_OBJECTS, lists.youngObjects());
        put(JitData.FREE_TUPLES, lists.tuples());
        put(JitData.FREE_LISTS, lists.lists());
        for (int size = Long.BYTES; size <= JitData.LARGEST_BLOCK; size += Long.BYTES) {
            put(JitData.BLOCKS + 2 * size + Long.BYTES, BLOCK_LIST_LENGTH);
        }
    }

    /** Of a class that nobody has touched. */
    private void slotFunctions() {
        long made = evaluate("(lambda: 0).__class__.__class__('made', (), {'__new__': None})");
        put(JitData.SUBTYPE_DEALLOC, Native.getLong(made + PyType.DEALLOC));
        put(JitData.SLOT_NEW, Native.getLong(made + PyType.NEW));
        Objects.release(made);
    }

    /** The first thread's stack does not move, and no other thread gets its {@code pthread_self}. */
    private void mainStack() {
        long threadId = Native.symbol("gettid");
        if (threadId == 0
                || (int) Native.call(threadId)
                        != (int) Native.call(Native.requireSymbol("getpid"))) {
            return;
        }
        long self = Native.call(Native.requireSymbol("pthread_self"));
        long attributes = Native.allocate(ATTRIBUTES_BYTES);
        long lowest = Native.allocate(2 * Long.BYTES);
        if ((int) Native.call(Native.requireSymbol("pthread_getattr_np"), self, attributes) == 0) {
            Native.call(
                    Native.requireSymbol("pthread_attr_getstack"),
                    attributes,
                    lowest,
                    lowest + Long.BYTES);
            Native.call(Native.requireSymbol("pthread_attr_destroy"), attributes);
            put(JitData.MAIN_STACK_LOWEST, Native.getLong(lowest));
            put(JitData.MAIN_THREAD, self);
        }
        Native.free(lowest);
        Native.free(attributes);
    }

    /** Bytecode for stub {@code RUNNING_UNWIND}; the pages between its two instructions are never touched. */
    private static long reraise() {
        long bytes = JitData.RERAISE_DISTANCE + 2L;
        long memory =
                Native.call(
                        Native.requireSymbol("mmap"),
                        0,
                        bytes,
                        PROT_READ_WRITE,
                        MAP_PRIVATE_ANONYMOUS_NORESERVE,
                        -1,
                        0);
        if (memory == -1) {
            throw new Incompatible("the system gives no memory");
        }
        short withPosition = (short) (1 << 8 | Opcode.RERAISE.number());
        Native.putShort(memory, withPosition);
        Native.putShort(memory + JitData.RERAISE_DISTANCE, withPosition);
        return memory;
    }

    /** New reference to {@code range(0)}, which is kept. */
    private static long emptyRange() {
        long zero = Native.call(Objects.function(Helper.PYLONG_FROMLONG), 0);
        long range =
                Native.call(
                        Objects.function(Helper.PYOBJECT_CALLONEARG),
                        Native.requireSymbol(Global.PYRANGE_TYPE.symbol()),
                        zero);
        if (range == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("a range cannot be made");
        }
        return range;
    }

    /** Static types keep their dictionary in the interpreter. */
    private static long typeDict(Global builtin) {
        long type = Native.requireSymbol(builtin.symbol());
        long own = Native.getLong(type + PyType.DICT);
        if (own != 0) {
            return own;
        }
        long dict = Native.call(Objects.function(Helper.PYTYPE_GETDICT), type);
        Objects.release(dict);
        return dict;
    }

    private static long dictItem(long dict, String name) {
        long key = Objects.intern(name);
        long item = Native.call(Objects.function(Helper.PYDICT_GETITEMWITHERROR), dict, key);
        Objects.release(key);
        if (item == 0) {
            throw new Incompatible("there is no " + name);
        }
        return item;
    }

    /** CPython's own function, or 0 where the program has put something else in its place. */
    private static long builtinFunction(String name) {
        long item = dictItem(Objects.builtins(), name);
        boolean isFunction =
                Objects.type(item) == Native.requireSymbol(Global.PYCFUNCTION_TYPE.symbol());
        long definition = ModuleMethods.of("builtins").definition(name);
        return isFunction && Native.getLong(item + PyCFunction.ML) == definition ? item : 0;
    }

    private void smallInts() {
        long fromLong = Objects.function(Helper.PYLONG_FROMLONG);
        long zero = Native.call(fromLong, 0);
        long first = Native.call(fromLong, PyLong.SMALL_MIN);
        long last = Native.call(fromLong, PyLong.SMALL_MAX);
        if (zero - first != -PyLong.SMALL_MIN * (long) PyLong.SMALL_STRIDE
                || last - zero != PyLong.SMALL_MAX * (long) PyLong.SMALL_STRIDE
                || Native.getLong(zero + PyLong.TAG) != PyLong.TAG_ZERO) {
            throw new Incompatible("the small ints are not an array");
        }
        put(JitData.SMALL_INT_ZERO, zero);
    }

    private void asciiCharacters() {
        long fromOrdinal = Objects.function(Helper.PYUNICODE_FROMORDINAL);
        long first = Native.call(fromOrdinal, 0);
        for (int i : new int[] {1, 2, 126, 127}) {
            long character = Native.call(fromOrdinal, i);
            if (character != first + (long) ASCII_STRIDE * i) {
                throw new Incompatible("the one-character strings are not an array");
            }
        }
        put(JitData.ASCII_CHARACTERS, first);
    }

    /** Only pymalloc, without debug hooks, rounds the block of an int up to 32 bytes. */
    private static boolean usesPymalloc() {
        long name = Native.call(Native.requireSymbol("_PyMem_GetCurrentAllocatorName"));
        return name != 0 && Native.cString(name).equals("pymalloc");
    }

    /** The entry of a function that nobody has touched. */
    private static long originalVectorcall() {
        long function = evaluate("lambda: 0");
        long vectorcall = Native.getLong(function + PyFunction.VECTORCALL);
        Objects.release(function);
        return vectorcall;
    }

    /** New reference to the value of a Python expression. */
    private static long evaluate(String expression) {
        long source = Native.cString(expression);
        long name = Native.cString("<justjit>");
        long globals = Native.call(Objects.function(Helper.PYDICT_NEW));
        long code =
                Native.call(
                        Objects.function(Helper.PY_COMPILESTRING),
                        source,
                        name,
                        PythonText.EVAL_INPUT);
        long value = Native.call(Objects.function(Helper.PYEVAL_EVALCODE), code, globals, globals);
        Native.free(source);
        Native.free(name);
        Objects.release(code);
        Objects.release(globals);
        if (value == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("there is no value of " + expression);
        }
        return value;
    }

    /** The current thread's instrumentation version. */
    public static long currentVersion() {
        long thread = Native.call(Objects.function(Helper.PYTHREADSTATE_GET));
        return Native.getLong(thread + ThreadState.EVAL_BREAKER) & ~(long) ThreadState.EVENTS_MASK;
    }

    /** Whether this thread runs the main interpreter. */
    public static boolean isMainInterpreter() {
        return Native.call(Objects.function(Helper.PYINTERPRETERSTATE_GET))
                == Native.call(Objects.function(Helper.PYINTERPRETERSTATE_MAIN));
    }

    /**
     * Whether somebody replaced the frame evaluator (PEP 523) by one that does more than CPython's own. That of
     * {@code -X perf} does not: it goes through a piece of machine code that profilers see.
     */
    public static boolean hasForeignEvaluator() {
        return hasOtherEvaluator() && !StackTrampoline.isActive();
    }

    /** Whether {@code -X perf} is on. */
    public static boolean hasStackTrampoline() {
        return hasOtherEvaluator() && StackTrampoline.isActive();
    }

    private static boolean hasOtherEvaluator() {
        long interpreter = Native.call(Objects.function(Helper.PYINTERPRETERSTATE_GET));
        long evaluator =
                Native.call(
                        Objects.function(Helper.PYINTERPRETERSTATE_GETEVALFRAMEFUNC), interpreter);
        return evaluator != Objects.function(Helper.PYEVAL_EVALFRAMEDEFAULT);
    }
}
