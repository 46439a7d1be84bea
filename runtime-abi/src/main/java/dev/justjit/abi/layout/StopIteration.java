package dev.justjit.abi.layout;

/**
 * A StopIteration: a {@link BaseException} with a value. C type {@code PyStopIterationObject}, from
 * {@code Include/cpython/pyerrors.h}.
 */
public final class StopIteration {
    /** {@code value}: the value of the return statement. */
    public static final int VALUE = 72;

    /** Bytes of the struct. */
    public static final int SIZE = 80;

    private StopIteration() {}
}
