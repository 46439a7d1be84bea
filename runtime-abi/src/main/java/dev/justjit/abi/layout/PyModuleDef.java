package dev.justjit.abi.layout;

/** What describes a module written in C. C type {@code PyModuleDef}, from {@code Include/moduleobject.h}. */
public final class PyModuleDef {
    /** {@code m_methods}: an array of {@link PyMethodDef}, the last one without a name; or NULL. */
    public static final int METHODS = 64;

    /** Bytes of the struct. */
    public static final int SIZE = 104;

    private PyModuleDef() {}
}
