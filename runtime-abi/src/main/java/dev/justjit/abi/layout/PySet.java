package dev.justjit.abi.layout;

/** A set or frozenset. C type {@code PySetObject}, from {@code Include/cpython/setobject.h}. */
public final class PySet {
    /** {@code fill}: slots in use, deleted ones included, 64 bits. */
    public static final int FILL = 16;

    /** {@code used}: the number of items, 64 bits. */
    public static final int USED = 24;

    /** {@code mask}: the number of slots less one, 64 bits. */
    public static final int MASK = 32;

    /** {@code table}: the slots: key, hash. */
    public static final int TABLE = 40;

    /** {@code hash}: the hash of a frozenset, 64 bits. */
    public static final int HASH = 48;

    /** Bytes of the struct. */
    public static final int SIZE = 200;

    private PySet() {}
}
