package dev.justjit.bytecode;

import java.util.List;

/**
 * What the compiler may know of an element of {@code co_consts}: its exact type and, for numbers,
 * its value. The object itself is a pool symbol.
 *
 * @param kind exact type, or {@code OTHER}
 * @param intValue value of an {@code INT} or {@code BOOL}
 * @param doubleValue value of a {@code FLOAT}
 * @param text short text for listings
 * @param items elements of a {@code TUPLE} of numbers; empty for other tuples
 */
public record Constant(
        Kind kind, long intValue, double doubleValue, String text, List<Constant> items) {
    /** Exact type of a constant. {@code BIG_INT} does not fit in 62 bits. */
    public enum Kind {
        NONE,
        BOOL,
        INT,
        BIG_INT,
        FLOAT,
        STR,
        TUPLE,
        CODE,
        OTHER
    }

    /** One whose value the compiler does not use. */
    public static Constant of(Kind kind, String text) {
        return new Constant(kind, 0, 0, text, List.of());
    }

    /** A tuple whose elements are numbers. */
    public static Constant ofTuple(List<Constant> items) {
        return new Constant(Kind.TUPLE, 0, 0, "tuple", List.copyOf(items));
    }

    /** An int of at most 62 bits. */
    public static Constant ofInt(long value) {
        return new Constant(Kind.INT, value, 0, Long.toString(value), List.of());
    }

    /** A float. */
    public static Constant ofFloat(double value) {
        return new Constant(Kind.FLOAT, 0, value, Double.toString(value), List.of());
    }

    /** A bool. */
    public static Constant ofBool(boolean value) {
        return new Constant(Kind.BOOL, value ? 1 : 0, 0, value ? "True" : "False", List.of());
    }
}
