package dev.justjit.abi.layout;

/** An {@code enumerate}. C type {@code enumobject}, from {@code Objects/enumobject.c}. */
public final class PyEnumerate {
    /** {@code en_index}: the next number, 64 bits. */
    public static final int INDEX = 16;

    /** {@code en_sit}: the iterator that is numbered. */
    public static final int ITERATOR = 24;

    private PyEnumerate() {}
}
