package dev.justjit.abi.layout;

/** What describes an object's memory to its users. C type {@code Py_buffer}, from {@code Include/pybuffer.h}. */
public final class BufferView {
    /** {@code buf}: the first item. */
    public static final int BUF = 0;

    /** {@code obj}: the object that exports it, or NULL once it was released. */
    public static final int OBJ = 8;

    /** {@code len}: bytes, 64 bits. */
    public static final int LEN = 16;

    /** {@code itemsize}, 64 bits. */
    public static final int ITEMSIZE = 24;

    /** {@code readonly}, 32 bits. */
    public static final int READONLY = 32;

    /** {@code ndim}: the number of dimensions, 32 bits. */
    public static final int NDIM = 36;

    /** {@code format}: a C string in the syntax of {@code struct}, or NULL: bytes. */
    public static final int FORMAT = 40;

    /** {@code shape}: the length of each dimension, 64 bits each. */
    public static final int SHAPE = 48;

    /** Bytes of the struct. */
    public static final int SIZE = 80;

    /** Flags of a request: contiguous in the order of C, with shape and format. */
    public static final int C_CONTIGUOUS_WITH_FORMAT = 0x3C;

    private BufferView() {}
}
