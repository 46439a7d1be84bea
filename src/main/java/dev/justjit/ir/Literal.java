package dev.justjit.ir;

import org.jspecify.annotations.Nullable;

/**
 * A value that is known while compiling.
 *
 * @param kind what it is
 * @param bits value of an {@code INT} or {@code BOOL}, bits of a {@code FLOAT}; else 0
 * @param code number of the code object that has the object, or -1
 * @param index where the code object has it, or -1: a number without an object
 * @param text for listings; of a {@code BUILTIN} its name
 */
public record Literal(Kind kind, long bits, int code, int index, String text) {
    /** What a literal is. */
    public enum Kind {
        NULL,
        NONE,
        BOOL,
        INT,
        FLOAT,
        /** A string, a tuple, an int of more than 62 bits, another object: element of {@code co_consts}. */
        STR,
        TUPLE,
        BIG_INT,
        OTHER,
        /** The object that the inline cache at unit {@code index} refers to. */
        CACHED,
        /** A builtin function or class, by name. */
        BUILTIN
    }

    /** No object: a NULL pointer. */
    public static final Literal NULL = new Literal(Kind.NULL, 0, -1, -1, "null");

    /** {@code None}. */
    public static final Literal NONE = new Literal(Kind.NONE, 0, -1, -1, "None");

    /** {@code True}; as a raw constant, the flag. */
    public static final Literal TRUE = new Literal(Kind.BOOL, 1, -1, -1, "True");

    /** {@code False}; as a raw constant, the flag. */
    public static final Literal FALSE = new Literal(Kind.BOOL, 0, -1, -1, "False");

    /** One of the two. */
    public static Literal ofBool(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** An int of 64 bits at the most. */
    public static Literal ofInt(long value) {
        return new Literal(Kind.INT, value, -1, -1, Long.toString(value));
    }

    /** A float; two are equal if their bits are. */
    public static Literal ofFloat(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return new Literal(Kind.FLOAT, bits, -1, -1, Double.toString(value));
    }

    /** An element of the {@code co_consts} of a code object. */
    public static Literal element(Kind kind, long bits, int code, int index, String text) {
        return new Literal(kind, bits, code, index, text);
    }

    /** What the inline cache at a unit of a code object refers to. */
    public static Literal cached(int code, int unit, String name) {
        return new Literal(Kind.CACHED, 0, code, unit, name);
    }

    /** A builtin function or class. */
    public static Literal builtin(String name) {
        return new Literal(Kind.BUILTIN, 0, -1, -1, name);
    }

    /** The value of a float. */
    public double doubleValue() {
        return Double.longBitsToDouble(bits);
    }

    /** The type of the object. */
    public Type type() {
        return switch (kind) {
            case NULL -> Type.NULL;
            case NONE -> Type.of(dev.justjit.ir.Kind.NONE);
            case BOOL -> Type.of(dev.justjit.ir.Kind.BOOL);
            case INT -> Type.ofInt(bits, bits);
            case BIG_INT -> Type.of(dev.justjit.ir.Kind.INT);
            case FLOAT -> Type.of(dev.justjit.ir.Kind.FLOAT);
            case STR -> Type.of(dev.justjit.ir.Kind.STR);
            case TUPLE -> Type.of(dev.justjit.ir.Kind.TUPLE);
            case OTHER, CACHED, BUILTIN -> Type.OBJECT;
        };
    }

    // By hand: what a record has of itself takes a young JVM milliseconds to make.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Literal literal
                && kind == literal.kind
                && bits == literal.bits
                && code == literal.code
                && index == literal.index
                && text.equals(literal.text);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * text.hashCode() + index) + code) + Long.hashCode(bits);
    }
}
