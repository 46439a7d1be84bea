package dev.justjit.abi.layout;

/**
 * A generator, coroutine or asynchronous generator: all three have this layout. C type {@code
 * PyGenObject}, from {@code Include/internal/pycore_genobject.h}.
 */
public final class PyGen {
    /** {@code gi_weakreflist}. */
    public static final int WEAKREFLIST = 16;

    /** {@code gi_name}. */
    public static final int NAME = 24;

    /** {@code gi_qualname}. */
    public static final int QUALNAME = 32;

    /** {@code gi_exc_state}: an {@link ErrStackItem}. */
    public static final int EXC_STATE = 40;

    /** {@code gi_origin_or_finalizer}. */
    public static final int ORIGIN_OR_FINALIZER = 56;

    /** {@code gi_hooks_inited}: 8 bits. */
    public static final int HOOKS_INITED = 64;

    /** {@code gi_closed}: 8 bits. */
    public static final int CLOSED = 65;

    /** {@code gi_running_async}: 8 bits. */
    public static final int RUNNING_ASYNC = 66;

    /** {@code gi_frame_state}: one of the {@code STATE_} values, 8 bits, signed. */
    public static final int FRAME_STATE = 67;

    /** {@code gi_iframe}: the {@link InterpreterFrame}, inside the object. */
    public static final int IFRAME = 72;

    /** Bytes of the struct. */
    public static final int SIZE = 80;

    /** Not started. */
    public static final int STATE_CREATED = -3;

    /** At a {@code yield}. */
    public static final int STATE_SUSPENDED = -2;

    /** At a {@code yield from} or {@code await}. */
    public static final int STATE_SUSPENDED_YIELD_FROM = -1;

    /** Running. */
    public static final int STATE_EXECUTING = 0;

    /** Returned or raised. */
    public static final int STATE_COMPLETED = 1;

    /** Returned or raised, and its frame is cleared. */
    public static final int STATE_CLEARED = 4;

    private PyGen() {}
}
