package dev.justjit.abi.layout;

/**
 * The iterator of a range whose bounds fit in a C long ({@code PyRangeIter_Type}). C type {@code
 * _PyRangeIterObject}, from {@code Include/internal/pycore_range.h}.
 */
public final class RangeIter {
    /** {@code start}: the next value, 64 bits. */
    public static final int START = 16;

    /** {@code step}: the increment, 64 bits. */
    public static final int STEP = 24;

    /** {@code len}: the number of values left, 64 bits; exhausted when not positive. */
    public static final int LEN = 32;

    /** Bytes of the struct. */
    public static final int SIZE = 40;

    private RangeIter() {}
}
