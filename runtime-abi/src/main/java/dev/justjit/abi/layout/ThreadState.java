package dev.justjit.abi.layout;

/**
 * The state of a thread in one interpreter. C type {@code PyThreadState}, from {@code
 * Include/cpython/pystate.h}.
 */
public final class ThreadState {
    /** {@code prev}. */
    public static final int PREV = 0;

    /** {@code next}. */
    public static final int NEXT = 8;

    /** {@code interp}: the {@link PyInterpreterState}. */
    public static final int INTERP = 16;

    /**
     * {@code eval_breaker}: bits 0 to 7: pending events; the rest: the instrumentation version; 64
     * bits.
     */
    public static final int EVAL_BREAKER = 24;

    /** {@code _status}: 32 bits. */
    public static final int STATUS = 32;

    /** {@code state}: 32 bits. */
    public static final int STATE = 40;

    /** {@code py_recursion_remaining}: Python calls left, 32 bits. */
    public static final int PY_RECURSION_REMAINING = 44;

    /** {@code py_recursion_limit}: 32 bits. */
    public static final int PY_RECURSION_LIMIT = 48;

    /** {@code c_recursion_remaining}: C calls left, 32 bits. */
    public static final int C_RECURSION_REMAINING = 52;

    /** {@code recursion_headroom}: 32 bits. */
    public static final int RECURSION_HEADROOM = 56;

    /** {@code tracing}: above 0 inside a trace callback, 32 bits. */
    public static final int TRACING = 60;

    /** {@code what_event}: 32 bits. */
    public static final int WHAT_EVENT = 64;

    /** {@code current_frame}: the top {@link InterpreterFrame}. */
    public static final int CURRENT_FRAME = 72;

    /** {@code c_profilefunc}. */
    public static final int C_PROFILEFUNC = 80;

    /** {@code c_tracefunc}. */
    public static final int C_TRACEFUNC = 88;

    /** {@code c_profileobj}. */
    public static final int C_PROFILEOBJ = 96;

    /** {@code c_traceobj}. */
    public static final int C_TRACEOBJ = 104;

    /** {@code current_exception}: the raised exception or NULL. */
    public static final int CURRENT_EXCEPTION = 112;

    /** {@code exc_info}: the innermost {@link ErrStackItem}. */
    public static final int EXC_INFO = 120;

    /** {@code dict}. */
    public static final int DICT = 128;

    /** {@code async_exc}. */
    public static final int ASYNC_EXC = 144;

    /** {@code thread_id}: 64 bits. */
    public static final int THREAD_ID = 152;

    /** {@code native_thread_id}: 64 bits. */
    public static final int NATIVE_THREAD_ID = 160;

    /** {@code delete_later}. */
    public static final int DELETE_LATER = 168;

    /** {@code coroutine_origin_tracking_depth}: 32 bits. */
    public static final int COROUTINE_ORIGIN_TRACKING_DEPTH = 184;

    /** {@code async_gen_firstiter}. */
    public static final int ASYNC_GEN_FIRSTITER = 192;

    /** {@code async_gen_finalizer}. */
    public static final int ASYNC_GEN_FINALIZER = 200;

    /** {@code context}. */
    public static final int CONTEXT = 208;

    /** {@code id}: 64 bits. */
    public static final int ID = 224;

    /** {@code datastack_chunk}: the newest {@link StackChunk}. */
    public static final int DATASTACK_CHUNK = 232;

    /** {@code datastack_top}: the next free word of the data stack. */
    public static final int DATASTACK_TOP = 240;

    /** {@code datastack_limit}: the end of the newest chunk. */
    public static final int DATASTACK_LIMIT = 248;

    /** {@code exc_state}: the outermost {@link ErrStackItem}, inside the struct. */
    public static final int EXC_STATE = 256;

    /** {@code previous_executor}. */
    public static final int PREVIOUS_EXECUTOR = 272;

    /** Bytes of the struct. */
    public static final int SIZE = 304;

    /** Bit of EVAL_BREAKER: another thread wants to run. */
    public static final int EVENT_GIL_DROP_REQUEST = 0x1;

    /** Bit of EVAL_BREAKER: a signal arrived. */
    public static final int EVENT_SIGNALS_PENDING = 0x2;

    /** Bit of EVAL_BREAKER: {@code Py_AddPendingCall} was used. */
    public static final int EVENT_PENDING_CALLS = 0x4;

    /** Bit of EVAL_BREAKER: {@code PyThreadState_SetAsyncExc} was used. */
    public static final int EVENT_ASYNC_EXCEPTION = 0x8;

    /** Bit of EVAL_BREAKER: a collection is due. */
    public static final int EVENT_GC_SCHEDULED = 0x10;

    /** The bits of EVAL_BREAKER that are events. */
    public static final int EVENTS_MASK = 0xFF;

    /** Bit of STATUS: {@code PyGILState_Ensure} finds this state on its thread. */
    public static final int STATUS_BOUND_GILSTATE = 0x8;

    /** Bit of STATUS: the state is its thread's current one. */
    public static final int STATUS_ACTIVE = 0x10;

    /** STATUS while its thread has the GIL: initialized, bound, BOUND_GILSTATE, ACTIVE, holds the GIL. */
    public static final int STATUS_OF_ATTACHED = 0x3B;

    /** What C_RECURSION_REMAINING starts at. */
    public static final int C_RECURSION_LIMIT = 10000;

    private ThreadState() {}
}
