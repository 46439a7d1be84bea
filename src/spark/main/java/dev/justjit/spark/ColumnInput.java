package dev.justjit.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One argument of many rows, in memory that Python reads where it is, laid out as {@code justjit_spark.columns.column} expects it:
 * values of equal width; or bytes one after another, and where each of them ends. Flags of 1 and 0 where null is a value.
 */
final class ColumnInput {
    private static final int FIRST_BYTES = 1 << 16;

    private final DataType type;
    private final String kind;
    private final int ordinal;
    private final int width;
    private final boolean nullable;
    private final ByteBuffer fixed;
    private final ByteBuffer flags;

    /** Bytes on the heap, where strings are written the quickest, and the copy of them for Python. */
    private byte[] bytes;

    private int filled;
    private ByteBuffer copy;

    /**
     * @param ordinal of the argument in the rows that are added
     * @param rows the most
     */
    ColumnInput(DataType type, boolean nullable, int ordinal, int rows) {
        this.type = type;
        this.ordinal = ordinal;
        this.nullable = nullable;
        kind = Kinds.column(type);
        width = width(kind);
        fixed = direct(rows * (width == 0 ? Integer.BYTES : width));
        flags = direct(nullable ? rows : 0);
        bytes = new byte[width == 0 ? FIRST_BYTES : 0];
        copy = direct(bytes.length);
    }

    /** 0: as many bytes as there are. */
    private static int width(String kind) {
        return switch (kind) {
            case Kinds.STRING, Kinds.BINARY, Kinds.DECIMAL -> 0;
            case "boolean", "byte" -> Byte.BYTES;
            case "short" -> Short.BYTES;
            case "integer", "date", "float" -> Integer.BYTES;
            default -> Long.BYTES;
        };
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    void clear() {
        fixed.clear();
        flags.clear();
        filled = 0;
    }

    void add(InternalRow row) {
        boolean absent = nullable && row.isNullAt(ordinal);
        if (nullable) {
            flags.put((byte) (absent ? 0 : 1));
        }
        if (width == 0) {
            if (!absent) {
                append(row);
            }
            fixed.putInt(filled);
        } else if (absent) {
            fixed.position(fixed.position() + width);
        } else {
            put(row);
        }
    }

    private void put(InternalRow row) {
        switch (kind) {
            case "boolean" -> fixed.put((byte) (row.getBoolean(ordinal) ? 1 : 0));
            case "byte" -> fixed.put(row.getByte(ordinal));
            case "short" -> fixed.putShort(row.getShort(ordinal));
            case "integer", "date" -> fixed.putInt(row.getInt(ordinal));
            case "float" -> fixed.putFloat(row.getFloat(ordinal));
            case "double" -> fixed.putDouble(row.getDouble(ordinal));
            default -> fixed.putLong(row.getLong(ordinal));
        }
    }

    private void append(InternalRow row) {
        if (kind.equals(Kinds.STRING)) {
            UTF8String text = row.getUTF8String(ordinal);
            reserve(text.numBytes());
            text.writeToMemory(bytes, Platform.BYTE_ARRAY_OFFSET + filled);
            filled += text.numBytes();
            return;
        }
        byte[] value =
                type instanceof DecimalType decimal
                        ? row.getDecimal(ordinal, decimal.precision(), decimal.scale())
                                .toJavaBigDecimal()
                                .toPlainString()
                                .getBytes(StandardCharsets.US_ASCII)
                        : row.getBinary(ordinal);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, filled, value.length);
        filled += value.length;
    }

    private void reserve(int more) {
        int size = Math.addExact(filled, more);
        if (size > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes,
                            (int)
                                    Math.min(
                                            Integer.MAX_VALUE - 8L,
                                            Math.max(2L * bytes.length, size)));
        }
    }

    /** Adds what Python takes, from the start to the end of each. */
    void addTo(List<Object> buffers) {
        if (width == 0) {
            if (copy.capacity() < bytes.length) {
                copy = direct(bytes.length);
            }
            copy.clear().put(bytes, 0, filled);
            buffers.add(whole(copy));
        }
        buffers.add(whole(fixed));
        if (nullable) {
            buffers.add(whole(flags));
        }
    }

    private static ByteBuffer whole(ByteBuffer buffer) {
        return buffer.duplicate().order(ByteOrder.nativeOrder()).clear();
    }
}
