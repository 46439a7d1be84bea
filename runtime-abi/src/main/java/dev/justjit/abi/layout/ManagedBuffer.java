package dev.justjit.abi.layout;

/**
 * The buffer that memoryviews of one object share. C type {@code _PyManagedBufferObject}, from {@code
 * Include/cpython/memoryobject.h}.
 */
public final class ManagedBuffer {
    /** {@code flags}: bit 0 says that it was released, 32 bits. */
    public static final int FLAGS = 16;

    private ManagedBuffer() {}
}
