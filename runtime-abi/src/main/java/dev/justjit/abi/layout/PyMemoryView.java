package dev.justjit.abi.layout;

/**
 * A memoryview, with its {@code Py_buffer}. C type {@code PyMemoryViewObject}, from {@code
 * Include/cpython/memoryobject.h}.
 */
public final class PyMemoryView {
    /** {@code mbuf}: the {@link ManagedBuffer}. */
    public static final int MBUF = 24;

    /** {@code flags}: bit 0 says that it was released, 32 bits. */
    public static final int FLAGS = 40;

    /** {@code view.buf}: the first item. */
    public static final int BUF = 56;

    /** {@code view.itemsize}, 64 bits. */
    public static final int ITEMSIZE = 80;

    /** {@code view.readonly}, 32 bits. */
    public static final int READONLY = 88;

    /** {@code view.ndim}: the number of dimensions, 32 bits. */
    public static final int NDIM = 92;

    /** {@code view.format}: a C string in the syntax of {@code struct}. */
    public static final int FORMAT = 96;

    /** {@code view.shape}: the length of each dimension, 64 bits each. */
    public static final int SHAPE = 104;

    /** {@code view.strides}: bytes from item to item for each dimension, 64 bits each. */
    public static final int STRIDES = 112;

    /** {@code view.suboffsets}, or NULL. */
    public static final int SUBOFFSETS = 120;

    private PyMemoryView() {}
}
