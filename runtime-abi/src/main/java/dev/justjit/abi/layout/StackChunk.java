package dev.justjit.abi.layout;

/**
 * One chunk of the data stack of a thread. C type {@code _PyStackChunk}, from {@code
 * Include/cpython/pystate.h}.
 */
public final class StackChunk {
    /** {@code previous}: the chunk before. */
    public static final int PREVIOUS = 0;

    /** {@code size}: bytes, 64 bits. */
    public static final int SIZE = 8;

    /** {@code top}: words in use, 64 bits; valid once there is a newer chunk. */
    public static final int TOP = 16;

    /** {@code data}: the first word. */
    public static final int DATA = 24;

    /** Bytes of the struct. */
    public static final int STRUCT_SIZE = 32;

    private StackChunk() {}
}
