package dev.justjit.abi.layout;

/** A bound method. C type {@code PyMethodObject}, from {@code Include/cpython/classobject.h}. */
public final class PyMethod {
    /** {@code im_func}. */
    public static final int FUNC = 16;

    /** {@code im_self}. */
    public static final int SELF = 24;

    /** {@code im_weakreflist}. */
    public static final int WEAKREFLIST = 32;

    /** {@code vectorcall}. */
    public static final int VECTORCALL = 40;

    /** Bytes of the struct. */
    public static final int SIZE = 48;

    private PyMethod() {}
}
