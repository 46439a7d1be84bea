package dev.justjit.spark;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Single values in Spark's inner form, as what {@code justjit_spark.values} takes and gives. */
final class Values {
    private Values() {}

    /** The arguments of one row. */
    static @Nullable Object[] arguments(InternalRow row, List<DataType> types) {
        @Nullable Object[] arguments = new Object[types.size()];
        for (int i = 0; i < arguments.length; i++) {
            DataType type = types.get(i);
            arguments[i] = row.isNullAt(i) ? null : toPython(row.get(i, type), type);
        }
        return arguments;
    }

    static @Nullable Object toPython(@Nullable Object value, DataType type) {
        if (value == null) {
            return null;
        } else if (value instanceof UTF8String text) {
            return text.toString();
        } else if (value instanceof Decimal decimal) {
            return decimal.toJavaBigDecimal().toPlainString();
        } else if (type instanceof ArrayType array) {
            return elements((ArrayData) value, array.elementType());
        } else if (type instanceof MapType map) {
            return pairs((MapData) value, map);
        } else if (type instanceof StructType struct) {
            InternalRow row = (InternalRow) value;
            List<@Nullable Object> fields = new ArrayList<>();
            for (int i = 0; i < struct.length(); i++) {
                DataType field = struct.fields()[i].dataType();
                fields.add(row.isNullAt(i) ? null : toPython(row.get(i, field), field));
            }
            return fields;
        }
        return value;
    }

    private static List<@Nullable Object> elements(ArrayData array, DataType type) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < array.numElements(); i++) {
            list.add(array.isNullAt(i) ? null : toPython(array.get(i, type), type));
        }
        return list;
    }

    private static List<List<@Nullable Object>> pairs(MapData map, MapType type) {
        List<@Nullable Object> keys = elements(map.keyArray(), type.keyType());
        List<@Nullable Object> values = elements(map.valueArray(), type.valueType());
        List<List<@Nullable Object>> pairs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            List<@Nullable Object> pair = new ArrayList<>();
            pair.add(keys.get(i));
            pair.add(values.get(i));
            pairs.add(pair);
        }
        return pairs;
    }

    /**
     * A result in Spark's form.
     *
     * @throws ArithmeticException when it is a number that the type does not hold
     */
    static @Nullable Object fromPython(@Nullable Object value, DataType type) {
        if (value == null) {
            return null;
        } else if (value instanceof String text) {
            return type instanceof DecimalType decimal
                    ? decimal(text, decimal)
                    : UTF8String.fromString(text);
        } else if (value instanceof Number number) {
            return number(number, type);
        } else if (type instanceof ArrayType array) {
            return array((List<?>) value, array.elementType());
        } else if (type instanceof MapType map) {
            return map((List<?>) value, map);
        } else if (type instanceof StructType struct) {
            List<?> fields = (List<?>) value;
            @Nullable Object[] converted = new Object[struct.length()];
            for (int i = 0; i < converted.length; i++) {
                converted[i] = fromPython(fields.get(i), struct.fields()[i].dataType());
            }
            return new GenericInternalRow(converted);
        }
        return value;
    }

    private static Object number(Number number, DataType type) {
        if (type == DataTypes.DoubleType) {
            return number.doubleValue();
        } else if (type == DataTypes.FloatType) {
            return number.floatValue();
        } else if (!(number instanceof Long)) {
            throw outside(number, type);
        }
        long value = (Long) number;
        if (type == DataTypes.IntegerType || type == DataTypes.DateType) {
            return (int) within(value, Integer.MIN_VALUE, Integer.MAX_VALUE, type);
        } else if (type == DataTypes.ShortType) {
            return (short) within(value, Short.MIN_VALUE, Short.MAX_VALUE, type);
        } else if (type == DataTypes.ByteType) {
            return (byte) within(value, Byte.MIN_VALUE, Byte.MAX_VALUE, type);
        }
        return value;
    }

    private static long within(long value, long least, long most, DataType type) {
        if (value < least || value > most) {
            throw outside(value, type);
        }
        return value;
    }

    private static ArithmeticException outside(Object value, DataType type) {
        return new ArithmeticException(value + " was returned, which does not fit " + type.sql());
    }

    /** Rounded to the type's scale as a cast rounds it. */
    static Decimal decimal(String text, DecimalType type) {
        BigDecimal rounded = new BigDecimal(text).setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > type.precision()) {
            throw outside(text, type);
        }
        return Decimal.apply(rounded, type.precision(), type.scale());
    }

    private static ArrayData array(List<?> values, DataType type) {
        return new GenericArrayData(values.stream().map(each -> fromPython(each, type)).toArray());
    }

    private static MapData map(List<?> pairs, MapType type) {
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (Object each : pairs) {
            List<?> pair = (List<?>) each;
            keys.add(pair.get(0));
            values.add(pair.get(1));
        }
        return new ArrayBasedMapData(array(keys, type.keyType()), array(values, type.valueType()));
    }

    /**
     * An argument of a user-defined function in Spark's inner form, which has the type of its own value, as a value of the
     * declared type: Spark does not cast for such functions.
     *
     * @throws IllegalArgumentException when it is of another kind
     */
    static Object cast(Object value, DataType type) {
        boolean number = value instanceof Number || value instanceof Decimal;
        if (type instanceof DecimalType && number) {
            return value instanceof Decimal
                    ? value
                    : Decimal.apply(new BigDecimal(value.toString()));
        } else if (type == DataTypes.DoubleType || type == DataTypes.FloatType) {
            if (value instanceof Decimal decimal) {
                return decimal.toDouble();
            } else if (number) {
                return ((Number) value).doubleValue();
            }
        } else if (Kinds.primitive(type) != null && type != DataTypes.BooleanType) {
            if (number
                    && !(value instanceof Decimal
                            || value instanceof Double
                            || value instanceof Float)) {
                return number(((Number) value).longValue(), type);
            }
        } else if (fits(value, type)) {
            return value;
        }
        throw new IllegalArgumentException(
                value + " is no " + type.sql() + "; cast it in the query");
    }

    private static boolean fits(Object value, DataType type) {
        if (type instanceof StringType) {
            return value instanceof UTF8String;
        } else if (type == DataTypes.BooleanType) {
            return value instanceof Boolean;
        } else if (type == DataTypes.BinaryType) {
            return value instanceof byte[];
        } else if (type == DataTypes.DateType) {
            return value instanceof Integer;
        } else if (type instanceof ArrayType) {
            return value instanceof ArrayData;
        } else if (type instanceof MapType) {
            return value instanceof MapData;
        }
        return type instanceof StructType ? value instanceof InternalRow : value instanceof Long;
    }
}
