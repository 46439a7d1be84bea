package dev.justjit.abi.layout;

/**
 * The iterator of a tuple. On exhaustion the tuple is released. C type {@code _PyTupleIterObject},
 * from {@code Include/internal/pycore_tuple.h}.
 */
public final class TupleIter {
    /** {@code it_index}: the next index, 64 bits. */
    public static final int INDEX = 16;

    /** {@code it_seq}: the tuple, or NULL once exhausted. */
    public static final int SEQ = 24;

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    private TupleIter() {}
}
