package dev.justjit.abi.layout;

/**
 * An {@code array.array}: its items are behind a pointer, their number is {@code ob_size}. C types {@code
 * arrayobject} and {@code struct arraydescr}, from {@code Modules/arraymodule.c}.
 */
public final class PyArray {
    /** {@code ob_item}: pointer to the items, or NULL when there are none. */
    public static final int ITEMS = 24;

    /** {@code ob_descr}: the {@code arraydescr}. */
    public static final int DESCR = 40;

    /** {@code typecode} of the {@code arraydescr}, 8 bits. */
    public static final int DESCR_TYPECODE = 0;

    /** Bytes of {@code arrayobject}. */
    public static final int SIZE = 64;

    private PyArray() {}
}
