package dev.justjit.region.ir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an object: its exact type and, for some, more.
 *
 * @param kind exact type
 * @param item shape of the elements of a {@code LIST}, {@code TUPLE} or iterator of one as far as the first element
 *     tells, else null
 * @param detail step of a {@code RANGE_ITER}; address of a {@code FUNCTION}, or its number; ordinal of the {@link
 *     Builtin} of a {@code BUILTIN}; {@link Buffer#detail()} of a {@code BUFFER} or iterator of one;
 *     else 0
 */
public record Shape(Kind kind, @Nullable Shape item, long detail) {
    /** Exact types. */
    public enum Kind {
        INT('i'),
        FLOAT('f'),
        BOOL('b'),
        NONE('n'),
        STR('s'),
        /** No object: an unassigned local, or the NULL of a call. */
        UNBOUND('u'),
        /** Unassigned or a number, and never read. */
        STALE('x'),
        LIST('l'),
        TUPLE('t'),
        /** The iterator of a range of C longs. */
        RANGE_ITER('r'),
        /** A list iterator that is not exhausted. */
        LIST_ITER('j'),
        /** A tuple iterator that is not exhausted. */
        TUPLE_ITER('k'),
        /** A function or type that regions know. */
        BUILTIN('c'),
        /** A Python function; the detail is its address. */
        FUNCTION('p'),
        /** An enumerate over the item, a list or tuple iterator; the detail is how far its number is ahead. */
        ENUMERATE('e'),
        /** A zip of two iterators like the item. */
        ZIP('v'),
        MODULE('m'),
        /** An array, bytes, bytearray or memoryview of numbers. */
        BUFFER('y'),
        /** Its iterator, not exhausted. */
        BUFFER_ITER('z'),
        OTHER('o');

        private final char code;

        Kind(char code) {
            this.code = code;
        }

        char code() {
            return code;
        }
    }

    /** See {@link Kind#INT}. */
    public static final Shape INT = new Shape(Kind.INT, null, 0);

    /** See {@link Kind#FLOAT}. */
    public static final Shape FLOAT = new Shape(Kind.FLOAT, null, 0);

    /** See {@link Kind#BOOL}. */
    public static final Shape BOOL = new Shape(Kind.BOOL, null, 0);

    /** See {@link Kind#NONE}. */
    public static final Shape NONE = new Shape(Kind.NONE, null, 0);

    /** See {@link Kind#STR}. */
    public static final Shape STR = new Shape(Kind.STR, null, 0);

    /** See {@link Kind#UNBOUND}. */
    public static final Shape UNBOUND = new Shape(Kind.UNBOUND, null, 0);

    /** See {@link Kind#STALE}. */
    public static final Shape STALE = new Shape(Kind.STALE, null, 0);

    /** See {@link Kind#MODULE}. */
    public static final Shape MODULE = new Shape(Kind.MODULE, null, 0);

    /** Stands for all steps of a range but -1. */
    public static final long ANY_STEP = 0;

    /** Any object that regions only carry about. */
    public static final Shape OTHER = new Shape(Kind.OTHER, null, 0);

    /** A list with such elements; null: nothing is known of them. */
    public static Shape list(@Nullable Shape item) {
        return new Shape(Kind.LIST, item, 0);
    }

    /** A tuple with such elements; null: nothing is known of them. */
    public static Shape tuple(@Nullable Shape item) {
        return new Shape(Kind.TUPLE, item, 0);
    }

    /** See {@link Kind#LIST_ITER}. */
    public static Shape listIter(@Nullable Shape item) {
        return new Shape(Kind.LIST_ITER, item, 0);
    }

    /** See {@link Kind#TUPLE_ITER}. */
    public static Shape tupleIter(@Nullable Shape item) {
        return new Shape(Kind.TUPLE_ITER, item, 0);
    }

    /** See {@link Kind#ENUMERATE}. */
    public static Shape enumerate(Shape iterator, long ahead) {
        return new Shape(Kind.ENUMERATE, iterator, ahead);
    }

    /** See {@link Kind#ZIP}. */
    public static Shape zip(Shape iterator) {
        return new Shape(Kind.ZIP, iterator, 0);
    }

    /**
     * @param step of the range, or {@link #ANY_STEP}
     */
    public static Shape rangeIter(long step) {
        return new Shape(Kind.RANGE_ITER, null, step);
    }

    /** See {@link Kind#BUILTIN}. */
    public static Shape builtin(Builtin function) {
        return new Shape(Kind.BUILTIN, null, function.ordinal());
    }

    /** See {@link Kind#FUNCTION}. */
    public static Shape function(long address) {
        return new Shape(Kind.FUNCTION, null, address);
    }

    /** See {@link Kind#BUFFER}. */
    public static Shape buffer(Buffer buffer) {
        return new Shape(Kind.BUFFER, null, buffer.detail());
    }

    /** The iterator of such a buffer. */
    public static Shape bufferIter(Shape buffer) {
        return new Shape(Kind.BUFFER_ITER, null, buffer.detail());
    }

    /** Whether it is of this kind. */
    public boolean is(Kind expected) {
        return kind == expected;
    }

    /** Whether values of the shape have a register of their own: int, float or bool. */
    public boolean isNumber() {
        return kind == Kind.INT || kind == Kind.FLOAT || kind == Kind.BOOL;
    }

    /** Whether it is an object with elements, of which only the address is known. */
    public boolean isContainer() {
        return kind == Kind.LIST || kind == Kind.TUPLE || kind == Kind.BUFFER;
    }

    /** Whether it is a container that frees nothing but numbers, as far as its first element tells. */
    public boolean holdsNumbers() {
        return kind == Kind.BUFFER
                || isContainer() && item != null && (item.isNumber() || item.holdsNumbers());
    }

    /** Whether arithmetic takes the value as an int. */
    public boolean isIntegral() {
        return kind == Kind.INT || kind == Kind.BOOL;
    }

    /** Whether the last reference to such an object may be dropped late: nobody can notice. */
    public boolean diesQuietly() {
        return switch (kind) {
            case INT, FLOAT, BOOL, NONE, STR, UNBOUND, STALE -> true;
            default -> false;
        };
    }

    /** A short text that differs for shapes that differ. */
    public String key() {
        String own = kind.code() + (detail == 0 ? "" : Long.toString(detail));
        return item == null ? own : own + "(" + item.key() + ")";
    }

    // Written out: what a record has of itself takes 9 ms in a JVM that has just started.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Shape shape
                && kind == shape.kind
                && detail == shape.detail
                && Objects.equals(item, shape.item);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + Objects.hashCode(item)) + Long.hashCode(detail);
    }

    @Override
    public String toString() {
        return key();
    }
}
