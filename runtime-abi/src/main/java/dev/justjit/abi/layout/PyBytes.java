package dev.justjit.abi.layout;

/** A bytes object. C type {@code PyBytesObject}, from {@code Include/cpython/bytesobject.h}. */
public final class PyBytes {
    /** {@code ob_shash}: the hash, or -1 while unknown, 64 bits. */
    public static final int HASH = 24;

    /** {@code ob_sval}: the first byte. */
    public static final int DATA = 32;

    /** Bytes of the struct with no item. */
    public static final int SIZE_OF_EMPTY = 40;

    private PyBytes() {}
}
