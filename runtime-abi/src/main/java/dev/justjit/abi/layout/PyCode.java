package dev.justjit.abi.layout;

/**
 * A code object. The number of code units is {@link PyVarObject#OB_SIZE}. C type {@code
 * PyCodeObject}, from {@code Include/cpython/code.h}.
 */
public final class PyCode {
    /** {@code co_consts}: a tuple. */
    public static final int CONSTS = 24;

    /** {@code co_names}: a tuple of str. */
    public static final int NAMES = 32;

    /** {@code co_exceptiontable}: a bytes object. */
    public static final int EXCEPTIONTABLE = 40;

    /** {@code co_flags}: the {@code CO_} bits, 32 bits. */
    public static final int FLAGS = 48;

    /** {@code co_argcount}: positional parameters, 32 bits. */
    public static final int ARGCOUNT = 52;

    /** {@code co_posonlyargcount}: positional-only parameters, 32 bits. */
    public static final int POSONLYARGCOUNT = 56;

    /** {@code co_kwonlyargcount}: keyword-only parameters, 32 bits. */
    public static final int KWONLYARGCOUNT = 60;

    /** {@code co_stacksize}: the depth of the value stack, 32 bits. */
    public static final int STACKSIZE = 64;

    /** {@code co_firstlineno}: 32 bits. */
    public static final int FIRSTLINENO = 68;

    /** {@code co_nlocalsplus}: locals, cells and free variables, 32 bits. */
    public static final int NLOCALSPLUS = 72;

    /** {@code co_framesize}: the size of a frame in 8-byte words, 32 bits. */
    public static final int FRAMESIZE = 76;

    /** {@code co_nlocals}: 32 bits. */
    public static final int NLOCALS = 80;

    /** {@code co_ncellvars}: 32 bits. */
    public static final int NCELLVARS = 84;

    /** {@code co_nfreevars}: 32 bits. */
    public static final int NFREEVARS = 88;

    /** {@code co_version}: 32 bits; new functions take it as {@link PyFunction#VERSION}. */
    public static final int VERSION = 92;

    /** {@code co_localsplusnames}: a tuple of str. */
    public static final int LOCALSPLUSNAMES = 96;

    /** {@code co_localspluskinds}: a bytes object of {@code FAST_} bits. */
    public static final int LOCALSPLUSKINDS = 104;

    /** {@code co_filename}: a str. */
    public static final int FILENAME = 112;

    /** {@code co_name}: a str. */
    public static final int NAME = 120;

    /** {@code co_qualname}: a str. */
    public static final int QUALNAME = 128;

    /** {@code co_linetable}: a bytes object. */
    public static final int LINETABLE = 136;

    /** {@code co_weakreflist}. */
    public static final int WEAKREFLIST = 144;

    /** {@code co_executors}: NULL unless the interpreter was built with its own optimizer. */
    public static final int EXECUTORS = 152;

    /** {@code _co_cached}. */
    public static final int CACHED = 160;

    /** {@code _co_instrumentation_version}: 64 bits. */
    public static final int INSTRUMENTATION_VERSION = 168;

    /** {@code _co_monitoring}: the {@link CoMonitoringData}, or NULL until first instrumented. */
    public static final int MONITORING = 176;

    /** {@code _co_firsttraceable}: unit index of the first {@code RESUME}, 32 bits. */
    public static final int FIRSTTRACEABLE = 184;

    /** {@code co_extra}: the array behind {@code PyUnstable_Code_SetExtra}. */
    public static final int EXTRA = 192;

    /** {@code co_code_adaptive}: the live code units, two bytes each. */
    public static final int CODE_ADAPTIVE = 200;

    /** Bytes of the struct. */
    public static final int SIZE = 208;

    /** Locals are in the frame, not in a mapping. */
    public static final int CO_OPTIMIZED = 0x1;

    /** Each call has locals of its own. */
    public static final int CO_NEWLOCALS = 0x2;

    /** Has {@code *args}. */
    public static final int CO_VARARGS = 0x4;

    /** Has {@code **kwargs}. */
    public static final int CO_VARKEYWORDS = 0x8;

    /** Is inside another function. */
    public static final int CO_NESTED = 0x10;

    /** {@code CO_GENERATOR}. */
    public static final int CO_GENERATOR = 0x20;

    /** {@code CO_COROUTINE}. */
    public static final int CO_COROUTINE = 0x80;

    /** {@code CO_ITERABLE_COROUTINE}. */
    public static final int CO_ITERABLE_COROUTINE = 0x100;

    /** {@code CO_ASYNC_GENERATOR}. */
    public static final int CO_ASYNC_GENERATOR = 0x200;

    /** Any of the flags of code whose calls make an object that is resumed later. */
    public static final int CO_ANY_GENERATOR = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;

    /** A stub of the interpreter. */
    public static final int CO_NO_MONITORING_EVENTS = 0x2000000;

    /** A variable of an inlined comprehension. */
    public static final int FAST_HIDDEN = 0x10;

    /** A local variable. */
    public static final int FAST_LOCAL = 0x20;

    /** A variable that inner functions share. */
    public static final int FAST_CELL = 0x40;

    /** A variable of an outer function. */
    public static final int FAST_FREE = 0x80;

    private PyCode() {}
}
