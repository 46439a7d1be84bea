package dev.justjit.api;

import dev.justjit.abi.layout.BufferView;
import dev.justjit.ffi.Native;

/**
 * What a {@code Py_buffer} says of its memory.
 *
 * @param address of the first item
 * @param size bytes of all items
 * @param itemSize bytes of one
 * @param format in the syntax of {@code struct}
 * @param shape the length of each dimension
 * @param readOnly whether it may only be read
 */
record BufferFacts(
        long address, int size, int itemSize, String format, long[] shape, boolean readOnly) {
    /**
     * Reads one that was asked for with format and shape.
     *
     * @throws IllegalArgumentException when it is larger than a ByteBuffer can be
     */
    static BufferFacts of(long view) {
        long size = Native.getLong(view + BufferView.LEN);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a ByteBuffer has at most 2147483647 bytes, and this has "
                            + size
                            + "; take slices of a memoryview");
        }
        long format = Native.getLong(view + BufferView.FORMAT);
        long shape = Native.getLong(view + BufferView.SHAPE);
        long[] lengths = new long[Native.getInt(view + BufferView.NDIM)];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Native.getLong(shape + (long) i * Long.BYTES);
        }
        return new BufferFacts(
                Native.getLong(view + BufferView.BUF),
                (int) size,
                (int) Native.getLong(view + BufferView.ITEMSIZE),
                format == 0 ? "B" : Native.cString(format),
                lengths,
                Native.getInt(view + BufferView.READONLY) != 0);
    }
}
