package dev.justjit.abi.layout;

/**
 * The iterator of a list. On exhaustion the index becomes -1 and the list is released. C type
 * {@code _PyListIterObject}, from {@code Include/internal/pycore_list.h}.
 */
public final class ListIter {
    /** {@code it_index}: the next index, 64 bits. */
    public static final int INDEX = 16;

    /** {@code it_seq}: the list, or NULL once exhausted. */
    public static final int SEQ = 24;

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    private ListIter() {}
}
