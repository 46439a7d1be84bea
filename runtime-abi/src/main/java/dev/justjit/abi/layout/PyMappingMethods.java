package dev.justjit.abi.layout;

/**
 * The slots of mapping operations. C type {@code PyMappingMethods}, from {@code
 * Include/cpython/object.h}.
 */
public final class PyMappingMethods {
    /** {@code mp_length}. */
    public static final int LENGTH = 0;

    /** {@code mp_subscript}. */
    public static final int SUBSCRIPT = 8;

    /** {@code mp_ass_subscript}. */
    public static final int ASS_SUBSCRIPT = 16;

    /** Bytes of the struct. */
    public static final int SIZE = 24;

    private PyMappingMethods() {}
}
