package dev.justjit.masm;

/**
 * Layout of the process-wide writable block that {@link Reg#DATA} points to. All of it is guarded
 * by the GIL.
 */
public final class JitData {
    /**
     * The {@code eval_breaker} word for which nothing is pending and no tool is active; -1 while some
     * tool watches single code objects.
     */
    public static final int OK_VERSION = 0;

    /** Last instrumentation version that was seen with active tools. */
    public static final int TRACED_VERSION = 8;

    /** Minus the first address of entries in the code region: the range test for "is a compiled entry". */
    public static final int MINUS_CODE_BASE = 16;

    /** Size of the code region from there on, in bytes. */
    public static final int CODE_SIZE = 24;

    /** Head of the list of dead 32-byte int objects, chained through their first word. */
    public static final int INT_FREE_LIST = 32;

    /** How many more dead ints the list may take. */
    public static final int INT_FREE_ROOM = 40;

    /** Address of the small-int singleton for 0. */
    public static final int SMALL_INT_ZERO = 48;

    /** Non-zero after {@code fork} in the child: nothing is compiled any more. */
    public static final int FORKED = 56;

    /** CPython's own vectorcall entry of Python functions. */
    public static final int ORIGINAL_VECTORCALL = 64;

    /** C function of the host: {@code long slowVersionCheck(code)}; see {@code attach}. */
    public static final int VERSION_CHECK = 72;

    /** C function of the host: {@code void deopted(blobId, site)}. */
    public static final int DEOPT_NOTICE = 80;

    /** C function of the host: {@code void compile(function)}; may replace its vectorcall. */
    public static final int COMPILE = 88;

    /** Index of the code-extra slot that holds a code object's {@code CodeState}. */
    public static final int EXTRA_INDEX = 96;

    /** Calls before a function is compiled; 0 means never by counting. */
    public static final int THRESHOLD = 104;

    /** Non-zero when an int of 32 bytes may hold two digits (no debug allocator). */
    public static final int TWO_DIGITS_FIT = 112;

    /** Native list of code states whose code object died, to be freed by the host. */
    public static final int DEAD_LIST = 120;

    /** Non-zero while new functions get the counting entry. */
    public static final int ENABLED = 128;

    /** Address of the counting entry. */
    public static final int COUNTING_ENTRY = 136;

    /** Functions given back to the interpreter because the C stack budget ran low. */
    public static final int LOW_STACK_COUNT = 152;

    /** Pending safepoint calls handled in machine code. */
    public static final int PENDING_COUNT = 160;

    /** The descriptor {@code list.append}; compared only. */
    public static final int LIST_APPEND = 168;

    /** The builtin {@code len}; compared only. */
    public static final int LEN = 176;

    /** The builtin {@code __import__}; compared only. */
    public static final int IMPORT = 184;

    /** C function of the host: {@code object importFromFailed(module, name)}. */
    public static final int IMPORT_FROM_FALLBACK = 192;

    /** Instrumentation version for which no tool is active for all code. */
    public static final int QUIET_VERSION = 200;

    /** C function of the host: {@code void toolsChanged(code or 0)}. */
    public static final int TOOLS_CHANGED = 208;

    /** Six C functions that switch tools, in the order of the stubs from {@code SET_TRACE} on. */
    public static final int TOOL_FUNCTIONS = 216;

    /** Non-zero while tools are active: functions keep CPython's own entry. */
    public static final int TOOLS_ACTIVE = 264;

    /** A word that C functions may write and nobody reads. */
    public static final int UNUSED_RESULT = 144;

    /** The one-character string of code 0; those up to 127 follow every 48 bytes. */
    public static final int ASCII_CHARACTERS = 272;

    /** Eight C functions by which C resumes, in the order of the stubs from {@code GEN_ITERNEXT} on. */
    public static final int RESUME_FUNCTIONS = 280;

    /** The type of what an asynchronous generator's {@code yield} yields; compared only. */
    public static final int WRAPPED_VALUE_TYPE = 344;

    /** The main interpreter; machine code is for no other. */
    public static final int INTERPRETER = 352;

    /** C function of the host: {@code void loopIsHot(loopWords, frame)}. */
    public static final int LOOP_IS_HOT = 360;

    /** An empty range. */
    public static final int EMPTY_RANGE = 368;

    /** Non-zero while a pending call is on its way that looks at the running frame. */
    public static final int SAMPLE_PENDING = 440;

    /** How often code objects were seen running: {@link #SAMPLE_SLOTS} pairs of address and count for each of {@link #SAMPLED_FRAMES}. */
    public static final int SAMPLES = 448;

    /** C function of the host: {@code void seenRunning(code, frame, sample)}. */
    public static final int SEEN_RUNNING = 456;

    /** {@code sys.monitoring.DISABLE}. */
    public static final int MONITORING_DISABLE = 464;

    /** Entries from loops that the interpreter ran. */
    public static final int RUNNING_ENTRIES = 472;

    /** C function of the host: {@code void programMonitors()}. */
    public static final int PROGRAM_MONITORS = 480;

    /** {@code sys.monitoring.use_tool_id} and {@code register_callback}. */
    public static final int MONITORING_FUNCTIONS = 488;

    /** Code objects that are watched at a time: a power of 2. */
    public static final int SAMPLE_SLOTS = 64;

    /** Frames that a look counts. */
    public static final int SAMPLED_FRAMES = 2;

    /** A code object is worth a look when it was seen so often. */
    public static final int SAMPLES_NEEDED = 504;

    /** Non-zero while the thread that holds the GIL is in a region that calls functions with registers. */
    public static final int IN_CALLS = 376;

    /** Functions called with registers give up where the stack pointer is not above this. */
    public static final int CALL_FLOOR = 384;

    /** Samples that were taken so far: about every few milliseconds one. */
    public static final int EPOCH = 512;

    /** How often a loop of the interpreter may enter machine code in one epoch. */
    public static final int ENTRIES_PER_EPOCH = 520;

    /** Loops that entered machine code too often and stay interpreted. */
    public static final int RUNNING_GIVEN_UP = 528;

    /**
     * Address of a RERAISE with a position, followed by another one after {@link #RERAISE_DISTANCE} bytes. In
     * no code object; see {@code RunningStubs}.
     */
    public static final int RERAISE = 536;

    /** Bytes between the two: more than four times the bytes of the largest code that is compiled. */
    public static final int RERAISE_DISTANCE = 1 << 19;

    /** The frame whose machine code handles pending events just now, or 0. */
    public static final int SAFEPOINT_FRAME = 544;

    /** Non-zero when the compiler has finished something that is not installed yet. */
    public static final int READY = 552;

    /** C function of the host: {@code void installReady()}. */
    public static final int INSTALL_READY = 560;

    /** C function of the host: {@code void functionMade(function)}, or 0: it need not know. */
    public static final int FUNCTION_MADE = 568;

    /** Address of the 32-bit version that the next keys of a dict get, or 0 if it is not known. */
    public static final int NEXT_KEYS_VERSION = 576;

    /** Address of the table of special methods; its layout is in package {@code record}. */
    public static final int SPECIAL_TABLE = 584;

    /**
     * {@code pthread_self()} of the process's first thread and the lowest address of its stack, which takes a
     * reading of {@code /proc/self/maps} to find out; 0 where the compiler was attached by another thread.
     */
    public static final int MAIN_THREAD = 592;

    public static final int MAIN_STACK_LOWEST = 600;

    /** Head of the list of dead floats, chained through their first word. */
    public static final int FLOAT_FREE_LIST = 608;

    /** How many more dead floats the list may take. */
    public static final int FLOAT_FREE_ROOM = 616;

    /** The descriptor {@code dict.get}; compared only. */
    public static final int DICT_GET = 624;

    /** The builtin {@code isinstance}; compared only. */
    public static final int ISINSTANCE = 632;

    /** The builtins {@code min}, {@code max} and {@code abs}; compared only. */
    public static final int MIN = 640;

    public static final int MAX = 648;
    public static final int ABS = 656;

    /** The module that is {@code self} of the builtin functions; compared only. */
    public static final int BUILTINS = 664;

    /** The entry of functions whose calls may be run twice, or 0 where none are; see {@code stubs/entry/VerifyStubs}. */
    public static final int VERIFY_ENTRY = 672;

    /** C function of the host: a vectorcall that runs a call twice. */
    public static final int VERIFY_CALL = 680;

    /** Non-zero while some thread is in such a call: others are not run twice. */
    public static final int VERIFYING = 688;

    /** CPython's {@code tp_dealloc} of classes that Python made. */
    public static final int SUBTYPE_DEALLOC = 696;

    /** CPython's {@code tp_new} of those that have a {@code __new__}. */
    public static final int SLOT_NEW = 704;

    /** Address of the function that traces references, NULL while there is none; 0 where it is not known. */
    public static final int REFERENCE_TRACER = 712;

    /** The method definition of {@code __new__} that all types in C share. */
    public static final int NEW_METHOD = 720;

    /** The descriptor {@code dict.setdefault}; compared only. */
    public static final int DICT_SETDEFAULT = 728;

    /** Counters of the machine code that handles pending events just now and may be left for other code, or 0. */
    public static final int SAFEPOINT_COUNTERS = 736;

    /** The builtins {@code ord}, {@code chr} and {@code id}; compared only. */
    public static final int ORD = 744;

    public static final int CHR = 752;
    public static final int ID = 760;

    /** The collector's list of young objects, or 0: then all objects are made and ended by CPython. */
    public static final int YOUNG_OBJECTS = 768;

    /** CPython's lists of dead tuples, one for each length from 1 on, and behind them how long these are. */
    public static final int FREE_TUPLES = 776;

    /** CPython's array of dead lists, and behind it their number. */
    public static final int FREE_LISTS = 784;

    /**
     * Lists of free blocks of memory: at this offset plus twice a multiple of 8 is the head of the list of blocks of
     * at least so many bytes, chained through their first word, and behind it how many more the list may take.
     */
    public static final int BLOCKS = 792;

    /** Bytes of the largest of these blocks. */
    public static final int LARGEST_BLOCK = 512;

    /** The builtins {@code all}, {@code any} and {@code sum}; compared only. */
    public static final int ALL = BLOCKS + 2 * LARGEST_BLOCK + 16;

    public static final int ANY = ALL + 8;
    public static final int SUM = ANY + 8;

    /** Bytes of the block. */
    public static final int BYTES = SUM + 8;

    private JitData() {}
}
