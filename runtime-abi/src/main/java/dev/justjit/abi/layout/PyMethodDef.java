package dev.justjit.abi.layout;

/**
 * What describes a C function to Python. C type {@code PyMethodDef}, from {@code
 * Include/methodobject.h}.
 */
public final class PyMethodDef {
    /** {@code ml_name}: a C string. */
    public static final int NAME = 0;

    /** {@code ml_meth}: the address of the C function. */
    public static final int METH = 8;

    /** {@code ml_flags}: the {@code METH_} bits, 32 bits. */
    public static final int FLAGS = 16;

    /** {@code ml_doc}: a C string or NULL. */
    public static final int DOC = 24;

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    /** {@code f(self, args tuple)}. */
    public static final int METH_VARARGS = 0x1;

    /** With another flag: also takes keywords. */
    public static final int METH_KEYWORDS = 0x2;

    /** {@code f(self, NULL)}. */
    public static final int METH_NOARGS = 0x4;

    /** {@code f(self, arg)}. */
    public static final int METH_O = 0x8;

    /** The first argument is the class. */
    public static final int METH_CLASS = 0x10;

    /** There is no first argument. */
    public static final int METH_STATIC = 0x20;

    /** Replaces a slot wrapper of the same name. */
    public static final int METH_COEXIST = 0x40;

    /** {@code f(self, args array, count)}. */
    public static final int METH_FASTCALL = 0x80;

    /** {@code f(self, defining class, args array, count, keyword names)}. */
    public static final int METH_METHOD = 0x200;

    private PyMethodDef() {}
}
