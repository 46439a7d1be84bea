package dev.justjit.abi.layout;

/**
 * A complex number: two doubles. C type {@code PyComplexObject}, from {@code
 * Include/cpython/complexobject.h}.
 */
public final class PyComplex {
    /** {@code cval.real}: the real part, a double. */
    public static final int REAL = 16;

    /** {@code cval.imag}: the imaginary part, a double. */
    public static final int IMAG = 24;

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    private PyComplex() {}
}
