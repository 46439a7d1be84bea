package dev.justjit.abi.layout;

/**
 * The slots of awaitables and asynchronous iterators. C type {@code PyAsyncMethods}, from {@code
 * Include/cpython/object.h}.
 */
public final class PyAsyncMethods {
    /** {@code am_await}. */
    public static final int AWAIT = 0;

    /** {@code am_aiter}. */
    public static final int AITER = 8;

    /** {@code am_anext}. */
    public static final int ANEXT = 16;

    /** {@code am_send}. */
    public static final int SEND = 24;

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    private PyAsyncMethods() {}
}
