package dev.justjit.abi.layout;

/**
 * A tuple: the items are inside the object. C type {@code PyTupleObject}, from {@code
 * Include/cpython/tupleobject.h}.
 */
public final class PyTuple {
    /** {@code ob_item}: the first item. */
    public static final int ITEMS = 24;

    /** Bytes of the struct with one item. */
    public static final int SIZE_OF_ONE = 32;

    private PyTuple() {}
}
