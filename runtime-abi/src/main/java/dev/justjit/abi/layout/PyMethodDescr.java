package dev.justjit.abi.layout;

/**
 * The descriptor of a C method in its type. C type {@code PyMethodDescrObject}, from {@code
 * Include/descrobject.h}.
 */
public final class PyMethodDescr {
    /** {@code d_common.d_type}: the type that defines the method. */
    public static final int TYPE = 16;

    /** {@code d_common.d_name}. */
    public static final int NAME = 24;

    /** {@code d_common.d_qualname}. */
    public static final int QUALNAME = 32;

    /** {@code d_method}: the {@link PyMethodDef}. */
    public static final int METHOD = 40;

    /** {@code vectorcall}. */
    public static final int VECTORCALL = 48;

    /** Bytes of the struct. */
    public static final int SIZE = 56;

    private PyMethodDescr() {}
}
