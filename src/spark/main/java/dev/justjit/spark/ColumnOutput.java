package dev.justjit.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The results of many rows, as {@code justjit_spark.columns.answer} gives them. */
final class ColumnOutput {
    private final DataType type;
    private final String kind;
    private final byte @Nullable [] flags;
    private final byte[] bytes;
    private final ByteBuffer values;

    /**
     * @param answer flags or null; values, or bytes and where they end
     */
    ColumnOutput(DataType type, List<?> answer) {
        this.type = type;
        kind = Kinds.column(type);
        flags = (byte[]) answer.get(0);
        bytes = (byte[]) Objects.requireNonNull(answer.get(1));
        byte[] fixed = answer.size() > 2 ? (byte[]) Objects.requireNonNull(answer.get(2)) : bytes;
        values = ByteBuffer.wrap(fixed).order(ByteOrder.nativeOrder());
    }

    /** A result in Spark's form. */
    @Nullable Object get(int row) {
        if (flags != null && flags[row] == 0) {
            return null;
        }
        return switch (kind) {
            case "boolean" -> bytes[row] != 0;
            case "byte" -> bytes[row];
            case "short" -> values.getShort(row * Short.BYTES);
            case "integer", "date" -> values.getInt(row * Integer.BYTES);
            case "float" -> values.getFloat(row * Float.BYTES);
            case "double" -> values.getDouble(row * Double.BYTES);
            case Kinds.STRING, Kinds.BINARY, Kinds.DECIMAL -> part(row);
            default -> values.getLong(row * Long.BYTES);
        };
    }

    private Object part(int row) {
        int start = row == 0 ? 0 : values.getInt((row - 1) * Integer.BYTES);
        int end = values.getInt(row * Integer.BYTES);
        return switch (kind) {
            case Kinds.STRING -> UTF8String.fromBytes(bytes, start, end - start);
            case Kinds.BINARY -> Arrays.copyOfRange(bytes, start, end);
            default ->
                    Values.decimal(
                            new String(bytes, start, end - start, StandardCharsets.US_ASCII),
                            (DecimalType) type);
        };
    }
}
