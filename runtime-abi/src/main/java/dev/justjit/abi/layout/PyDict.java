package dev.justjit.abi.layout;

/** A dict. C type {@code PyDictObject}, from {@code Include/cpython/dictobject.h}. */
public final class PyDict {
    /** {@code ma_used}: the number of items, 64 bits. */
    public static final int USED = 16;

    /**
     * {@code ma_version_tag}: bits 0 to 7: watchers; 8 to 11: mutations seen by the optimizer; the
     * rest: a version.
     */
    public static final int VERSION_TAG = 24;

    /** {@code ma_keys}: the {@link DictKeys}. */
    public static final int KEYS = 32;

    /** {@code ma_values}: the {@link DictValues} of a split table, else NULL. */
    public static final int VALUES = 40;

    /** Bytes of the struct. */
    public static final int SIZE = 48;

    private PyDict() {}
}
