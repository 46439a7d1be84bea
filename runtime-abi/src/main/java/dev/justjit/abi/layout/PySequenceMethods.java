package dev.justjit.abi.layout;

/**
 * The slots of sequence operations. C type {@code PySequenceMethods}, from {@code
 * Include/cpython/object.h}.
 */
public final class PySequenceMethods {
    /** {@code sq_length}. */
    public static final int LENGTH = 0;

    /** {@code sq_concat}. */
    public static final int CONCAT = 8;

    /** {@code sq_repeat}. */
    public static final int REPEAT = 16;

    /** {@code sq_item}. */
    public static final int ITEM = 24;

    /** {@code sq_ass_item}. */
    public static final int ASS_ITEM = 40;

    /** {@code sq_contains}. */
    public static final int CONTAINS = 56;

    /** {@code sq_inplace_concat}. */
    public static final int INPLACE_CONCAT = 64;

    /** {@code sq_inplace_repeat}. */
    public static final int INPLACE_REPEAT = 72;

    /** Bytes of the struct. */
    public static final int SIZE = 80;

    private PySequenceMethods() {}
}
