package dev.justjit.api;

import dev.justjit.abi.layout.PyFloat;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python objects as Java types that the caller names: the table of {@link PyValue#as}. Numbers are exact or refused.
 * All methods need the GIL; objects are borrowed.
 */
final class Conversions {
    private static final long CHECK_INDEX = Native.requireSymbol("PyIndex_Check");
    private static final long INDEX = Native.requireSymbol("PyNumber_Index");
    private static final long FLOAT = Native.requireSymbol("PyNumber_Float");
    private static final long EQUAL = Native.requireSymbol("PyObject_RichCompareBool");

    /** {@code Py_EQ}. */
    private static final int EQ = 2;

    /** One row of the table. */
    private interface Conversion {
        @Nullable Object convert(long object);
    }

    private final Python python;
    private final ArrayConversion arrays = new ArrayConversion(this);
    private final RecordConversion records = new RecordConversion(this);

    /** By class; primitive types by their boxes. */
    private final Map<Class<?>, Conversion> table = new HashMap<>();

    Conversions(Python python) {
        this.python = python;
        table.put(Object.class, python.conversion()::convert);
        table.put(Boolean.class, o -> instance(o, Boolean.class, "a bool"));
        table.put(Byte.class, o -> (byte) inRange(o, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte"));
        table.put(Short.class, o -> (short) inRange(o, Short.MIN_VALUE, Short.MAX_VALUE, "short"));
        table.put(
                Integer.class, o -> (int) inRange(o, Integer.MIN_VALUE, Integer.MAX_VALUE, "int"));
        table.put(Long.class, this::fitting);
        table.put(Float.class, this::single);
        table.put(Double.class, this::real);
        table.put(Character.class, this::character);
        table.put(BigInteger.class, this::big);
        table.put(BigDecimal.class, this::decimal);
        table.put(Number.class, o -> instance(o, Number.class, "a number"));
        table.put(String.class, this::text);
        table.put(CharSequence.class, this::text);
        table.put(List.class, o -> handle(o).asList());
        table.put(Collection.class, o -> handle(o).asList());
        table.put(Iterable.class, this::handle);
        table.put(Iterator.class, o -> handle(o).iterator());
        table.put(Map.class, o -> handle(o).asMap());
        table.put(Set.class, o -> instance(o, Set.class, "a set"));
        table.put(PyFunction.class, o -> new PyFunction(handle(o), Errors.str(o)));
    }

    /** A handle of its own. */
    PyValue handle(long object) {
        return new PyValue(python, CApi.incRef(object));
    }

    /**
     * The object as the type, see {@link PyValue#as}.
     *
     * @throws ClassCastException when it is of another kind
     * @throws ArithmeticException when it is a number that the type does not hold
     * @throws IllegalArgumentException when there is no such conversion
     */
    @SuppressWarnings("unchecked")
    <T> @Nullable T convert(long object, Class<T> type) {
        if (type == PyValue.class) {
            return (T) handle(object);
        }
        if (object == CApi.NONE && !type.isPrimitive()) {
            return null;
        }
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        Object ours = type == Object.class ? null : python.java().original(object);
        if (ours != null && boxed.isInstance(ours)) {
            return (T) ours;
        }
        Conversion conversion = table.get(boxed);
        return (T) (conversion == null ? other(object, type) : conversion.convert(object));
    }

    private @Nullable Object other(long object, Class<?> type) {
        if (type.isArray()) {
            return arrays.convert(object, type.getComponentType());
        } else if (type.isRecord()) {
            return records.convert(object, type);
        } else if (type.isEnum()) {
            return constant(object, type);
        } else if (type.isInterface() && !type.isAnnotation() && !type.isSealed()) {
            return PythonProxy.of(handle(object), type);
        }
        throw new IllegalArgumentException(
                "a Python " + Errors.typeName(object) + " has no form as " + type.getTypeName());
    }

    private <T> T instance(long object, Class<T> type, String name) {
        Object value = python.conversion().convert(object);
        if (!type.isInstance(value)) {
            throw mismatch(object, name);
        }
        return type.cast(value);
    }

    static ClassCastException mismatch(long object, String wanted) {
        return new ClassCastException("a Python " + Errors.typeName(object) + " is not " + wanted);
    }

    /** A str. */
    String text(long object) {
        return instance(object, String.class, "a str");
    }

    private char character(long object) {
        String text = text(object);
        if (text.length() != 1) {
            throw new ClassCastException("a str of length " + text.length() + " is not a char");
        }
        return text.charAt(0);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object constant(long object, Class<?> type) {
        return Enum.valueOf((Class<Enum>) type, text(object));
    }

    // ---- numbers ----

    /** A Long or a BigInteger; also of what has {@code __index__}, as NumPy's integers have; not of a bool. */
    private @Nullable Number integer(long object) {
        Object value = python.conversion().convert(object);
        if (value instanceof Long || value instanceof BigInteger) {
            return (Number) value;
        }
        if (!(value instanceof PyValue) || (int) Native.call(CHECK_INDEX, object) == 0) {
            return null;
        }
        long index = Errors.check(Native.call(INDEX, object));
        try {
            return FromPython.convertInteger(index);
        } finally {
            CApi.decRef(index);
        }
    }

    private Number requireInteger(long object) {
        Number value = integer(object);
        if (value == null) {
            throw mismatch(object, "an int");
        }
        return value;
    }

    private long fitting(long object) {
        Number value = requireInteger(object);
        return value instanceof BigInteger large ? large.longValueExact() : value.longValue();
    }

    private long inRange(long object, long least, long most, String type) {
        long value = fitting(object);
        if (value < least || value > most) {
            throw new ArithmeticException("the int " + value + " does not fit " + type);
        }
        return value;
    }

    private BigInteger big(long object) {
        Number value = requireInteger(object);
        return value instanceof BigInteger large ? large : BigInteger.valueOf(value.longValue());
    }

    private double real(long object) {
        Object value = python.conversion().convert(object);
        if (value instanceof Double number) {
            return number;
        }
        Number integer = integer(object);
        if (integer != null) {
            return exactly(integer);
        }
        return value instanceof PyValue ? realOf(object) : mismatched(object);
    }

    private static double mismatched(long object) {
        throw mismatch(object, "a float or an int");
    }

    private static double exactly(Number integer) {
        double number = integer.doubleValue();
        if (Double.isInfinite(number)) {
            throw new ArithmeticException("the int is too large for a double");
        }
        BigDecimal exact = new BigDecimal(integer.toString());
        if (new BigDecimal(number).compareTo(exact) != 0) {
            throw new ArithmeticException("no double is equal to the int " + integer);
        }
        return number;
    }

    /** Of what has {@code __float__}, if that is equal to it: NumPy's numbers, decimals and fractions. */
    private static double realOf(long object) {
        long number = Native.call(FLOAT, object);
        if (number == 0) {
            CApi.clearError();
            throw mismatch(object, "a float or an int");
        }
        try {
            double value = Native.getDouble(number + PyFloat.VALUE);
            if (Double.isNaN(value)) {
                return value;
            }
            int equal = (int) Native.call(EQUAL, object, number, EQ);
            if (equal < 0) {
                throw Errors.take();
            } else if (equal == 0) {
                throw new ArithmeticException(
                        "no double is equal to the Python " + Errors.typeName(object));
            }
            return value;
        } finally {
            CApi.decRef(number);
        }
    }

    private float single(long object) {
        double value = real(object);
        if (!Double.isNaN(value) && (float) value != value) {
            throw new ArithmeticException("no float of Java is equal to " + value);
        }
        return (float) value;
    }

    private BigDecimal decimal(long object) {
        Number integer = integer(object);
        if (integer != null) {
            return new BigDecimal(integer.toString());
        }
        Object value = python.conversion().convert(object);
        if (!(value instanceof Double) && !Errors.typeName(object).equals("Decimal")) {
            throw mismatch(object, "a number");
        }
        try {
            return value instanceof Double number
                    ? new BigDecimal(number)
                    : new BigDecimal(Errors.str(object));
        } catch (NumberFormatException notFinite) {
            throw new ArithmeticException("no BigDecimal is equal to " + Errors.str(object));
        }
    }

    /** The elements of anything that can be iterated, in order, each as the type. */
    List<@Nullable Object> elements(long object, Class<?> type) {
        long iterator = ObjectProtocol.iterator(object);
        List<@Nullable Object> elements = new ArrayList<>();
        try {
            long element = ObjectProtocol.next(iterator);
            while (element != 0) {
                try {
                    elements.add(convert(element, type));
                } finally {
                    CApi.decRef(element);
                }
                element = ObjectProtocol.next(iterator);
            }
        } finally {
            CApi.decRef(iterator);
        }
        return elements;
    }

    Python python() {
        return python;
    }
}
