package dev.justjit.abi.layout;

/** A {@code collections.deque}: {@code ob_size} items. C type {@code dequeobject}, from {@code Modules/_collectionsmodule.c}. */
public final class PyDeque {
    /** {@code maxlen}: items at the most, or -1. */
    public static final int MAXLEN = 64;

    /** Bytes of {@code dequeobject}. */
    public static final int SIZE = 80;

    private PyDeque() {}
}
