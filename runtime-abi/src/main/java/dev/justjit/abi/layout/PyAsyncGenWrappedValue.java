package dev.justjit.abi.layout;

/**
 * An item of an asynchronous generator on its way through {@code yield}, as opposed to what its
 * {@code await} yields. C type {@code _PyAsyncGenWrappedValue}, from {@code Objects/genobject.c}.
 */
public final class PyAsyncGenWrappedValue {
    /** {@code agw_val}. */
    public static final int VALUE = 16;

    private PyAsyncGenWrappedValue() {}
}
