package dev.justjit.abi.layout;

/**
 * The header of an object with a variable number of items. C type {@code PyVarObject}, from {@code
 * Include/object.h}.
 */
public final class PyVarObject {
    /** {@code ob_size}: the number of items, 64 bits. */
    public static final int OB_SIZE = 16;

    /** Bytes of the struct. */
    public static final int SIZE = 24;

    private PyVarObject() {}
}
