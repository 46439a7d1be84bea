package dev.justjit.abi.layout;

/**
 * A list: the items are behind a pointer. C type {@code PyListObject}, from {@code
 * Include/cpython/listobject.h}.
 */
public final class PyList {
    /** {@code ob_item}: pointer to the items, or NULL when the capacity is 0. */
    public static final int ITEMS = 24;

    /** {@code allocated}: the capacity, 64 bits. */
    public static final int ALLOCATED = 32;

    /** Bytes of the struct. */
    public static final int SIZE = 40;

    private PyList() {}
}
