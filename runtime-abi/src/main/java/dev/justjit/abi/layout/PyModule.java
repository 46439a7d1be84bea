package dev.justjit.abi.layout;

/** A module. C type {@code PyModuleObject}, from {@code Include/internal/pycore_moduleobject.h}. */
public final class PyModule {
    /** {@code md_dict}: the namespace of the module. */
    public static final int DICT = 16;

    /** Bytes of the struct. */
    public static final int SIZE = 56;

    private PyModule() {}
}
