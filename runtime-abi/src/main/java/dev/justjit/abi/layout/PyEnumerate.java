package dev.justjit.abi.layout;

/** An {@code enumerate}. C type {@code enumobject}, from {@code Objects/enumobject.c}. */
public final class PyEnumerate {
    /** {@code en_index}: the next number, 64 bits. */
    public static final int INDEX = 16;

    /** {@code en_sit}: the iterator that is numbered. */
    public static final int ITERATOR = 24;

    /** {@code en_result}: the last pair, to be used again if nobody else has it. */
    public static final int RESULT = 32;

    private PyEnumerate() {}
}
