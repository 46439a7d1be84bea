package dev.justjit.abi.layout;

/**
 * Dead objects that are kept for reuse. C types {@code struct _Py_tuple_freelist}, {@code struct _Py_list_freelist},
 * from {@code Include/internal/pycore_freelist.h}.
 */
public final class FreeObjects {
    /** {@code tuples.items}: dead tuples of each length from 1 on, chained through their first item. */
    public static final int TUPLES = 0;

    /** {@code PyTuple_MAXSAVESIZE}. */
    public static final int LONGEST_TUPLE = 20;

    /** {@code tuples.numfree}: how many of each length, 32 bits. */
    public static final int TUPLES_COUNTS = 8 * LONGEST_TUPLE;

    /** {@code PyTuple_MAXFREELIST}: of each length. */
    public static final int MOST_TUPLES = 2000;

    /** Bytes of the lists of tuples. */
    public static final int TUPLES_SIZE = 12 * LONGEST_TUPLE;

    /** {@code lists.items}: an array. */
    public static final int LISTS = 0;

    /** {@code PyList_MAXFREELIST}. */
    public static final int MOST_LISTS = 80;

    /** {@code lists.numfree}, 32 bits. */
    public static final int LISTS_COUNT = 8 * MOST_LISTS;

    private FreeObjects() {}
}
