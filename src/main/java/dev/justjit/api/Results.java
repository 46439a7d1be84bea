package dev.justjit.api;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Python functions returned, as the types that Java has declared for it. */
final class Results {
    private static final Set<Class<?>> NUMBERS =
            Set.of(
                    Long.class,
                    Integer.class,
                    Short.class,
                    Byte.class,
                    Double.class,
                    BigInteger.class,
                    Number.class);

    private static final Set<Class<?>> OTHERS =
            Set.of(
                    Boolean.class,
                    String.class,
                    CharSequence.class,
                    Object.class,
                    PyValue.class,
                    byte[].class,
                    Void.class,
                    Map.class);

    private Results() {}

    /** Whether results can be of the type, which is no primitive one. */
    static boolean isPossible(Class<?> type) {
        return NUMBERS.contains(type)
                || OTHERS.contains(type)
                || type.isAssignableFrom(java.util.ArrayList.class)
                || type.isAssignableFrom(java.util.LinkedHashSet.class);
    }

    /**
     * The value as a type that {@link #isPossible}, or the class of a primitive one.
     *
     * @param value from Python
     * @param name of the function, for messages
     * @throws ClassCastException when it is of another type
     * @throws ArithmeticException when it is an int that does not fit
     */
    static @Nullable Object as(@Nullable Object value, Class<?> type, String name) {
        if (type == Object.class) {
            return value;
        } else if (type == Void.class) {
            return nothing(value);
        } else if (type == Long.class) {
            return asLong(value, name);
        } else if (type == Integer.class) {
            return (int) fitting(asLong(value, name), Integer.MIN_VALUE, Integer.MAX_VALUE, name);
        } else if (type == Short.class) {
            return (short) fitting(asLong(value, name), Short.MIN_VALUE, Short.MAX_VALUE, name);
        } else if (type == Byte.class) {
            return (byte) fitting(asLong(value, name), Byte.MIN_VALUE, Byte.MAX_VALUE, name);
        } else if (type == Double.class) {
            return asDouble(value, name);
        } else if (type == BigInteger.class && value instanceof Long number) {
            return BigInteger.valueOf(number);
        } else if (value == null && !type.isPrimitive() && type != Boolean.class) {
            return NUMBERS.contains(type) ? mismatch(null, "a number", name) : null;
        } else if (type.isInstance(value)) {
            return value;
        }
        return mismatch(value, "a " + type.getSimpleName(), name);
    }

    private static @Nullable Object nothing(@Nullable Object value) {
        if (value instanceof PyValue handle) {
            handle.close();
        }
        return null;
    }

    static long asLong(@Nullable Object value, String name) {
        if (value instanceof Long number) {
            return number;
        } else if (value instanceof BigInteger big) {
            throw tooLarge(big, "a long", name);
        }
        throw mismatched(value, "an int", name);
    }

    /** The number, if it is between the two. */
    static long fitting(long value, long least, long most, String name) {
        if (value < least || value > most) {
            throw new ArithmeticException(
                    name + " returned " + value + ", which is not from " + least + " to " + most);
        }
        return value;
    }

    static double asDouble(@Nullable Object value, String name) {
        if (value instanceof Double number) {
            return number;
        } else if (value instanceof Long number) {
            return number;
        } else if (value instanceof BigInteger big) {
            double result = big.doubleValue();
            if (Double.isInfinite(result)) {
                throw tooLarge(big, "a double", name);
            }
            return result;
        }
        throw mismatched(value, "a float or an int", name);
    }

    static boolean asBoolean(@Nullable Object value, String name) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw mismatched(value, "a bool", name);
    }

    private static ArithmeticException tooLarge(BigInteger value, String type, String name) {
        return new ArithmeticException(
                name
                        + " returned an int of "
                        + value.abs().bitLength()
                        + " bits, which does not fit "
                        + type);
    }

    private static @Nullable Object mismatch(@Nullable Object value, String wanted, String name) {
        throw mismatched(value, wanted, name);
    }

    private static ClassCastException mismatched(
            @Nullable Object value, String wanted, String name) {
        String found = pythonType(value);
        if (value instanceof PyValue handle) {
            handle.close();
        }
        return new ClassCastException(name + " returned a Python " + found + ", not " + wanted);
    }

    private static String pythonType(@Nullable Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof PyValue handle) {
            return handle.typeName();
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof Double) {
            return "float";
        } else if (value instanceof Number) {
            return "int";
        } else if (value instanceof String) {
            return "str";
        } else if (value instanceof Set) {
            return "set";
        } else if (value instanceof Collection) {
            return "list or tuple";
        }
        return value instanceof Map ? "dict" : "bytes";
    }
}
