package dev.justjit.abi.layout;

/**
 * A bytearray: its bytes are behind a pointer, their number is {@code ob_size}. C type {@code
 * PyByteArrayObject}, from {@code Include/cpython/bytearrayobject.h}.
 */
public final class PyByteArray {
    /** {@code ob_start}: pointer to the first byte in use. */
    public static final int START = 40;

    private PyByteArray() {}
}
