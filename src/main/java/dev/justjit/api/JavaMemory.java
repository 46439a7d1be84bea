package dev.justjit.api;

import dev.justjit.ffi.Native;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside of Java's heap that Python may use.
 *
 * @param address of the first item
 * @param size bytes
 * @param format of an item, in the syntax of {@code struct}
 * @param readOnly whether Python may only read it
 */
record JavaMemory(long address, long size, String format, boolean readOnly) {
    /** {@code PyBUF_READ} and {@code PyBUF_WRITE}. */
    private static final int READ = 0x100;

    private static final int WRITE = 0x200;

    /**
     * What is between a buffer's position and its limit.
     *
     * @throws IllegalArgumentException when it is on Java's heap, or in the other byte order
     */
    static JavaMemory of(Buffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException(
                    "a buffer on Java's heap cannot be shared: Java moves it; use a direct one");
        }
        if (order(buffer) != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException(
                    "the buffer is in the other byte order; see ByteBuffer.order");
        }
        String format = format(buffer);
        long itemSize = itemSize(format);
        return new JavaMemory(
                Native.address(buffer) + buffer.position() * itemSize,
                buffer.remaining() * itemSize,
                format,
                buffer.isReadOnly());
    }

    /** All of a {@code MemorySegment}; null for any other object. */
    static @Nullable JavaMemory ofSegment(Object object) {
        Segments.Memory memory = Segments.of(object);
        return memory == null
                ? null
                : new JavaMemory(memory.address(), memory.size(), "B", memory.readOnly());
    }

    private static ByteOrder order(Buffer buffer) {
        if (buffer instanceof ShortBuffer shorts) {
            return shorts.order();
        } else if (buffer instanceof CharBuffer chars) {
            return chars.order();
        } else if (buffer instanceof IntBuffer ints) {
            return ints.order();
        } else if (buffer instanceof LongBuffer longs) {
            return longs.order();
        } else if (buffer instanceof FloatBuffer floats) {
            return floats.order();
        } else if (buffer instanceof DoubleBuffer doubles) {
            return doubles.order();
        }
        return ByteOrder.nativeOrder(); // bytes have none
    }

    private static String format(Buffer buffer) {
        if (buffer instanceof ByteBuffer) {
            return "B";
        } else if (buffer instanceof ShortBuffer) {
            return "h";
        } else if (buffer instanceof CharBuffer) {
            return "H";
        } else if (buffer instanceof IntBuffer) {
            return "i";
        } else if (buffer instanceof LongBuffer) {
            return "q";
        }
        return buffer instanceof FloatBuffer ? "f" : "d";
    }

    private static int itemSize(String format) {
        return switch (format) {
            case "B" -> Byte.BYTES;
            case "h", "H" -> Short.BYTES;
            case "i", "f" -> Integer.BYTES;
            default -> Long.BYTES;
        };
    }

    /** A memoryview of bytes, which keeps nothing alive: a new reference. */
    long view() {
        return Errors.check(
                Native.call(
                        Native.requireSymbol("PyMemoryView_FromMemory"),
                        address,
                        size,
                        readOnly ? READ : WRITE));
    }
}
