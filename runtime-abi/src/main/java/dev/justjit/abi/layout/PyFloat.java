package dev.justjit.abi.layout;

/** A float. C type {@code PyFloatObject}, from {@code Include/cpython/floatobject.h}. */
public final class PyFloat {
    /** {@code ob_fval}: the IEEE 754 double. */
    public static final int VALUE = 16;

    /** Bytes of the struct. */
    public static final int SIZE = 24;

    private PyFloat() {}
}
