package dev.justjit.abi.layout;

/**
 * One level of the exceptions being handled. C type {@code _PyErr_StackItem}, from {@code
 * Include/cpython/pystate.h}.
 */
public final class ErrStackItem {
    /** {@code exc_value}: the exception, None or NULL. */
    public static final int EXC_VALUE = 0;

    /** {@code previous_item}: the next outer level. */
    public static final int PREVIOUS_ITEM = 8;

    /** Bytes of the struct. */
    public static final int SIZE = 16;

    private ErrStackItem() {}
}
