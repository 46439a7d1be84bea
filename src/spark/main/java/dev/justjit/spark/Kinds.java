package dev.justjit.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Which types there are, and their names in {@code justjit_spark.values}. */
final class Kinds {
    static final String STRING = "string";
    static final String BINARY = "binary";
    static final String DECIMAL = "decimal";

    private static final Map<DataType, String> SIMPLE =
            Map.ofEntries(
                    Map.entry(DataTypes.BooleanType, "boolean"),
                    Map.entry(DataTypes.ByteType, "byte"),
                    Map.entry(DataTypes.ShortType, "short"),
                    Map.entry(DataTypes.IntegerType, "integer"),
                    Map.entry(DataTypes.LongType, "long"),
                    Map.entry(DataTypes.FloatType, "float"),
                    Map.entry(DataTypes.DoubleType, "double"),
                    Map.entry(DataTypes.BinaryType, BINARY),
                    Map.entry(DataTypes.DateType, "date"),
                    Map.entry(DataTypes.TimestampType, "timestamp"),
                    Map.entry(DataTypes.TimestampNTZType, "timestamp_ntz"));

    private static final Map<DataType, Class<?>> PRIMITIVE =
            Map.of(
                    DataTypes.BooleanType, boolean.class,
                    DataTypes.ByteType, byte.class,
                    DataTypes.ShortType, short.class,
                    DataTypes.IntegerType, int.class,
                    DataTypes.LongType, long.class,
                    DataTypes.DoubleType, double.class);

    private Kinds() {}

    /** The Java type by which generated code passes it to machine code, or null. */
    static @Nullable Class<?> primitive(DataType type) {
        return PRIMITIVE.get(type);
    }

    private static @Nullable String simple(DataType type) {
        if (type instanceof DecimalType) {
            return DECIMAL;
        } else if (type instanceof StringType) {
            return STRING;
        } else if (type instanceof DayTimeIntervalType) {
            return "interval";
        }
        return SIMPLE.get(type);
    }

    /** Whether many rows of it go to Python at once. */
    static boolean isColumn(DataType type) {
        return simple(type) != null;
    }

    /** The name of a type that {@link #isColumn}. */
    static String column(DataType type) {
        return (String) describe(type);
    }

    /** A string, or a list with the parts. */
    static Object describe(DataType type) {
        String simple = simple(type);
        if (simple != null) {
            return simple;
        } else if (type instanceof ArrayType array) {
            return List.of("array", describe(array.elementType()));
        } else if (type instanceof MapType map) {
            return List.of("map", describe(map.keyType()), describe(map.valueType()));
        } else if (type instanceof StructType struct) {
            List<Object> fields = new ArrayList<>();
            for (StructField field : struct.fields()) {
                fields.add(List.of(field.name(), describe(field.dataType())));
            }
            return List.of("struct", fields);
        }
        throw new IllegalArgumentException(type.sql() + " has no form in Python");
    }
}
