package dev.justjit.abi.layout;

/** A slice. C type {@code PySliceObject}, from {@code Include/sliceobject.h}. */
public final class PySlice {
    /** {@code start}. */
    public static final int START = 16;

    /** {@code stop}. */
    public static final int STOP = 24;

    /** {@code step}. */
    public static final int STEP = 32;

    /** Bytes of the struct. */
    public static final int SIZE = 40;

    private PySlice() {}
}
