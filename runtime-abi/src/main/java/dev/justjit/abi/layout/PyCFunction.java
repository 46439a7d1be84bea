package dev.justjit.abi.layout;

/**
 * A builtin function or a bound builtin method. C type {@code PyCFunctionObject}, from {@code
 * Include/cpython/methodobject.h}.
 */
public final class PyCFunction {
    /** {@code m_ml}: the {@link PyMethodDef}. */
    public static final int ML = 16;

    /** {@code m_self}: the first argument of the C function, or NULL. */
    public static final int SELF = 24;

    /** {@code m_module}: the module name or NULL. */
    public static final int MODULE = 32;

    /** {@code m_weakreflist}. */
    public static final int WEAKREFLIST = 40;

    /** {@code vectorcall}. */
    public static final int VECTORCALL = 48;

    /** Bytes of the struct. */
    public static final int SIZE = 56;

    private PyCFunction() {}
}
