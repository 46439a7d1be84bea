package dev.justjit.abi.layout;

/**
 * What {@code __anext__()} and {@code asend()} of an asynchronous generator return: drives it to its
 * next item. C type {@code PyAsyncGenASend}, from {@code Objects/genobject.c}.
 */
public final class PyAsyncGenASend {
    /** {@code ags_gen}: the asynchronous generator. */
    public static final int GEN = 16;

    /** {@code ags_sendval}: what {@code asend()} was given, or NULL. */
    public static final int SENDVAL = 24;

    /** {@code ags_state}: one of the {@code STATE_} values, 32 bits. */
    public static final int STATE = 32;

    /** Not started. */
    public static final int STATE_INIT = 0;

    /** Started. */
    public static final int STATE_ITER = 1;

    /** Used up. */
    public static final int STATE_CLOSED = 2;

    private PyAsyncGenASend() {}
}
