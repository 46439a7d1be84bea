package dev.justjit.abi.layout;

/**
 * A cell: the home of a variable shared with inner functions. C type {@code PyCellObject}, from
 * {@code Include/cpython/cellobject.h}.
 */
public final class PyCell {
    /** {@code ob_ref}: the value or NULL. */
    public static final int REF = 16;

    /** Bytes of the struct. */
    public static final int SIZE = 24;

    private PyCell() {}
}
