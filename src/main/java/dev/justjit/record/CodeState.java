package dev.justjit.record;

/**
 * Layout of the native record that hangs on a code object by its code-extra slot. Written by the
 * host, read by the counting stub.
 */
public final class CodeState {
    /** One of the {@code STATUS_} values. */
    public static final int STATUS = 0;

    /** Calls left until the host is asked. */
    public static final int COUNT = 8;

    /** Vector entry to install in functions of this code, when compiled. */
    public static final int ENTRY = 16;

    /** Next record of the list of dead ones. */
    public static final int NEXT_DEAD = 24;

    /** The code object; not owned. */
    public static final int CODE = 32;

    /** Rows of {@link RunningEntry}: where loops that the interpreter runs enter machine code; or 0. */
    public static final int RUNNING = 40;

    /**
     * A function of this code that has CPython's own entry until the code is compiled, or 0; not owned: the
     * function watcher tells of its end.
     */
    public static final int WAITING = 48;

    /**
     * Where calls are run twice now and then: the vector entry of the machine code, {@link #ENTRY} being the stub
     * that decides about each call; 0 once the code is not to run any more.
     */
    public static final int VERIFIED_ENTRY = 56;

    /** Calls until one is run twice. */
    public static final int VERIFY_COUNT = 64;

    /** Looks at running code until the host is told that its machine code is hot. */
    public static final int HEAT = 72;

    /**
     * Rows of {@link LoopRow}: where a frame whose code was called goes on in better machine code, after a safepoint; or
     * 0.
     */
    public static final int LOOPS = 80;

    /** The same for frames that the interpreter has begun. */
    public static final int RUNNING_LOOPS = 88;

    /** A function of this code that a look has found running, or 0; not owned: the function watcher tells of its end. */
    public static final int SEEN = 96;

    /** Bytes of a record. */
    public static final int BYTES = 104;

    /** A {@link #HEAT} that never runs out. */
    public static final long NEVER_HOT = Long.MAX_VALUE / 2;

    /** Being counted. */
    public static final int STATUS_COUNTING = 0;

    /** Stays interpreted. */
    public static final int STATUS_REFUSED = 1;

    /** {@link #ENTRY} is valid. */
    public static final int STATUS_COMPILED = 2;

    /** Being compiled: calls are not counted any more. */
    public static final int STATUS_REQUESTED = 3;

    private CodeState() {}
}
