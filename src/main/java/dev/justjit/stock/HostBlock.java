package dev.justjit.stock;

/**
 * The memory that {@link HostCode} works on. {@code justjit._begin} allocates the block, zeroed, and fills what the
 * thread waits with, {@code justjit._host} the rest; they know the offsets by the modules that {@link HostModule}
 * writes. Fields lie in the order of this enum, words of eight bytes if nothing else is said; the memory is never freed.
 */
public enum HostBlock {
    /**
     * Set by Python: {@code BuildId.number} of the package. This word and the next two are at the same place in each
     * build: the jar may be of another one, and must be able to say so.
     */
    BUILD,
    /** How far it is: one of the constants of this class. */
    STATE,
    /** Set by Java: address of a text that says why the compiler cannot attach, or 0. */
    PROBLEM,
    /** Set by Python: the pause between two looks at the clock, a {@code timespec}. */
    PERIOD_SECONDS,
    PERIOD_NANOS,
    /** The processor time of the process, a {@code timespec}. */
    NOW_SECONDS,
    NOW_NANOS,
    /** Set by Python: processor time of the process, in nanoseconds, at which a JVM is worth starting. */
    START_NANOS,
    /** Set by Python: addresses of C functions. */
    NANOSLEEP,
    CLOCK_GETTIME,
    DLOPEN,
    DLSYM,
    SCHED_YIELD,
    SIGACTION,
    DLADDR,
    RAISE,
    MEMCPY,
    PTHREAD_SELF,
    PTHREAD_GETATTR,
    PTHREAD_GETSTACK,
    PTHREAD_ATTR_DESTROY,
    /**
     * Set by Python: NUL-terminated texts: the file libjvm.so and names in it. The first is not 0, and no address,
     * while the rest of the block is still to be filled: the thread waits for it.
     */
    LIBRARY,
    CREATE_NAME,
    CLASS_NAME,
    METHOD_NAME,
    METHOD_TYPE,
    /** Set by Python: address of a {@code JavaVMInitArgs}. */
    VM_ARGUMENTS,
    /** The {@code JavaVM*} and the {@code JNIEnv*} of the thread that made it. */
    VM,
    ENV,
    /** Scratch: what nobody reads. */
    UNUSED,
    /** What {@code JNI_CreateJavaVM} answered. */
    CREATE_RESULT,
    /** Set by Java: a C function {@code long f()} that attaches the compiler, with the GIL. */
    ATTACH,
    /** Set by Java: not 0 while it adds a pending call. */
    ADDING,
    /** Not 0 while a thread attaches the compiler, in a pending call; it may have given the GIL up. */
    ATTACHING,
    /** Set when the program ends or has forked: nothing begins any more. Who sets it waits for {@link #ADDING}. */
    ENDED,
    /** Set by Java: not 0 when the program's {@code sigaction} is {@link HostCode.Entry#SIGACTION}, or needs not be. */
    GUARDED,
    /** Set by Python: offsets of machine code, for Java: a pending call for the main thread, for any thread. */
    PENDING_MAIN,
    PENDING_ANY,
    /** Set by Python: machine code in place of {@code sigaction}. */
    SIGACTION_REPLACEMENT,
    /** Set by Python: {@code close_range}, or 0, and machine code in its place. */
    CLOSE_RANGE,
    CLOSE_RANGE_REPLACEMENT,
    /** Set by Python: addresses of C functions of Python, and the main interpreter. */
    CALL_NO_ARGS,
    THREAD_STATE_GET,
    DEC_REF,
    ADD_PENDING_CALL,
    CHECK_SIGNALS,
    MPROTECT,
    INTERPRETER,
    /** Set by Python: processor time at which stored code is looked for; 0: none is, or it was. */
    STORED_NANOS,
    /** Set by Python: a callable, called between two instructions when there is something in the words below. */
    CALLABLE,
    /** Set by Python: where Python has the {@code pthread_t} of its main thread, which handles signals; or 0. */
    MAIN_THREAD,
    /** Set by Python: machine code that calls it, for a pending call. */
    PENDING_PYTHON,
    /** Set by Python: a callable for Python's end, or 0. */
    AT_END,
    /** Set by Python: where Python notes that a KeyboardInterrupt ended the program, an {@code int}; or 0. */
    INTERRUPTED,
    /** Not 0 while such a pending call is on its way. */
    ASKING,
    /** Set by Python: the {@code JitData} of the code without a JVM, or 0. */
    RUNTIME_DATA,
    /** Set by Java: the {@code JitData} of the compiler, and the text that tells which build it is. */
    COMPILER_DATA,
    COMPILER_BUILD,
    /** Not 0 when a tool may have become active: that code is to be left for good. */
    DOUBTED,
    /** Set by Python: the {@link #START_NANOS} when something is hot that was not stored. */
    EARLY_START_NANOS,
    /** Set by Python: addresses of the C functions of {@link StartLock}. */
    MKDIR,
    OPEN,
    FCNTL,
    LSEEK,
    CLOSE,
    ERRNO_LOCATION,
    /** Set by Python: the store's folder, the file in it that is locked, or 0, and the flags it is opened with. */
    LOCK_FOLDER,
    LOCK_FILE,
    LOCK_FLAGS,
    /** Set by Python: a {@code struct flock}. */
    LOCK_REQUEST(HostBlock.FLOCK_BYTES),
    /** Set by Python: so much processor time after {@link #START_NANOS} nobody waits any more. */
    PATIENCE_NANOS,
    /** The descriptor of that file while it is locked, plus 1; else 0. */
    LOCK_DESCRIPTOR,
    /** Looks at the clock until the next try, and of the pause before. */
    LOCK_PAUSE,
    LOCK_LAST_PAUSE,
    /** How often another program's start was in the way. */
    JVM_WAITED,
    /** How many functions are below. */
    REQUESTED,
    /** Owned references to functions whose code is wanted, plus 1 where it was left too often. */
    REQUESTS(Long.BYTES * HostBlock.MOST_REQUESTS),
    /** Set by Python: descriptors of the JVM that the program does not close, each plus 1, ascending; then 0. */
    DESCRIPTORS(Long.BYTES * HostBlock.MOST_DESCRIPTORS),
    /** Set by Python: a {@code struct sigaction} with {@link HostCode.Entry#FATAL_SIGNAL}. */
    HANDLER_ACTION(HostBlock.ACTION_BYTES),
    /** A {@code struct sigaction} of zeros, which is SIG_DFL. */
    DEFAULT_ACTION(HostBlock.ACTION_BYTES),
    /** What the program has asked for fatal signals, a {@code struct sigaction} each, by number. */
    USER_ACTIONS(HostBlock.ACTION_BYTES * (HostBlock.MOST_FATAL + 1)),
    /** What the program had for {@link HostSignals#TAKEN}, in that order, before there was a JVM. */
    KEPT_ACTIONS(HostBlock.ACTION_BYTES * HostSignals.TAKEN.length),
    /** Scratch: what a signal does now. */
    NEW_ACTION(HostBlock.ACTION_BYTES),
    /** Scratch: {@code Dl_info} of libjvm.so, and of a handler. */
    OF_LIBRARY(HostBlock.DL_INFO_BYTES),
    OF_HANDLER(HostBlock.DL_INFO_BYTES);

    /** Waiting until the process has taken {@link #START_NANOS}. */
    public static final int WAITING = 0;

    /** The JVM is being made. */
    public static final int STARTING = 1;

    /** Java runs. */
    public static final int RUNNING = 2;

    /** The compiler is attached. */
    public static final int ATTACHED = 3;

    /** Above it: it has failed, at the step that the number names. */
    public static final int FAILED = 16;

    public static final int NO_LIBRARY = 17;
    public static final int NO_CREATE_FUNCTION = 18;
    public static final int NO_JVM = 19;
    public static final int NO_CLASS = 20;
    public static final int NOT_ATTACHED = 21;

    /** Requests that wait at the most; who is not among them asks again. */
    static final int MOST_REQUESTS = 64;

    /** Descriptors of a JVM that are protected: its class library, the jar, and room. */
    static final int MOST_DESCRIPTORS = 4;

    /** Bytes of a {@code struct flock}. */
    static final int FLOCK_BYTES = 32;

    /** Bytes of glibc's {@code struct sigaction}. */
    static final int ACTION_BYTES = 152;

    /** Bytes of a {@code Dl_info}, and where the start of the library is in it. */
    static final int DL_INFO_BYTES = 32;

    static final int BASE_IN_DL_INFO = 8;

    /** Where its flags are, and those of {@link #HANDLER_ACTION}: SIGINFO, NODEFER, ONSTACK. */
    static final int FLAGS_IN_ACTION = 136;

    static final int HANDLER_FLAGS = 0x48000004;

    static final int ON_STACK = 0x08000000;

    /** Where its set of blocked signals is, and that of {@link #HANDLER_ACTION}: all but the fatal ones. */
    static final int MASK_IN_ACTION = 8;

    static final long HANDLER_MASK = ~0x4c8L;

    /** The greatest fatal signal is SIGSEGV. */
    static final int MOST_FATAL = 11;

    private static final int[] OFFSETS = new int[values().length + 1];

    static {
        for (HostBlock field : values()) {
            OFFSETS[field.ordinal() + 1] = OFFSETS[field.ordinal()] + field.bytes;
        }
    }

    private final int bytes;

    HostBlock() {
        this(Long.BYTES);
    }

    HostBlock(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes from the start of the block. */
    public int offset() {
        return OFFSETS[ordinal()];
    }

    /** Bytes of the block. */
    public static int bytes() {
        return OFFSETS[OFFSETS.length - 1];
    }
}
