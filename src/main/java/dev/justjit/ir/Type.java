package dev.justjit.ir;

import java.util.Objects;

/**
 * What is known of a value: its kind, its representation, and for some kinds more. Types form a lattice with {@link
 * Kind#NEVER} below and {@link Kind#UNKNOWN} above all types of the same representation. Immutable.
 */
public final class Type {
    /** Of a node without a value. */
    public static final Type NONE = new Type(Kind.NEVER, Representation.NONE, 0, 0);

    /** Of an object that cannot be: the bottom of the lattice of objects. */
    public static final Type NEVER = new Type(Kind.NEVER, Representation.OBJECT, 0, 0);

    /** An object of any class, or NULL. */
    public static final Type UNKNOWN = orNull(Kind.OBJECT);

    /** An object of any class. */
    public static final Type OBJECT = of(Kind.OBJECT);

    /** NULL. */
    public static final Type NULL = of(Kind.NULL);

    /** Any int of 64 bits without an object. */
    public static final Type INT64 = int64(Long.MIN_VALUE, Long.MAX_VALUE);

    /** A float without an object. */
    public static final Type DOUBLE = new Type(Kind.FLOAT, Representation.DOUBLE, 0, 0);

    /** A truth value without an object. */
    public static final Type FLAG = new Type(Kind.BOOL, Representation.BOOL, 0, 0);

    private final Kind kind;
    private final Representation representation;
    private final long low;
    private final long high;

    private Type(Kind kind, Representation representation, long low, long high) {
        this.kind = kind;
        this.representation = representation;
        this.low = low;
        this.high = high;
    }

    /** An object of the kind, of which nothing else is known. */
    public static Type of(Kind kind) {
        if (kind == Kind.UNKNOWN) {
            return UNKNOWN;
        }
        boolean counted =
                kind == Kind.INT; // the range of ints of any size is all that fits, or more
        return new Type(
                kind,
                Representation.OBJECT,
                counted ? Long.MIN_VALUE : 0,
                counted ? Long.MAX_VALUE : 0);
    }

    /**
     * An int object from {@code low} to {@code high}. The whole range of 64 bits says nothing: the int may also lie
     * outside of it.
     */
    public static Type ofInt(long low, long high) {
        return new Type(Kind.INT, Representation.OBJECT, low, high);
    }

    /** An int without an object, from the one to the other, both included. */
    public static Type int64(long low, long high) {
        return new Type(Kind.INT, Representation.INT64, low, high);
    }

    /** An instance of the class with the version at this unit of inline caches; true until Python runs. */
    public static Type instance(int version) {
        return new Type(Kind.INSTANCE, Representation.OBJECT, version, version);
    }

    /** An object of the kind, or NULL. */
    public static Type orNull(Kind kind) {
        return new Type(Kind.UNKNOWN, Representation.OBJECT, kind.ordinal(), 0);
    }

    /** An exact tuple of so many items. */
    public static Type tuple(int length) {
        return new Type(Kind.TUPLE, Representation.OBJECT, length + 1L, length + 1L);
    }

    /** No value of that representation. */
    public static Type never(Representation representation) {
        return new Type(Kind.NEVER, representation, 0, 0);
    }

    /** The class of the object, or of which it would be. */
    public Kind kind() {
        return kind;
    }

    /** What the value is in machine code. */
    public Representation representation() {
        return representation;
    }

    /** Kind of the object if it is not NULL. */
    public Kind boundKind() {
        return kind == Kind.UNKNOWN ? KINDS[(int) low] : kind;
    }

    private static final Kind[] KINDS = Kind.values();

    /** Least value of an int. */
    public long low() {
        return low;
    }

    /** Greatest value of an int. */
    public long high() {
        return high;
    }

    /** Version of the class of an instance or of a function, 0 if it is not known. */
    public int version() {
        return (int) low;
    }

    /** Length of a tuple, or -1. */
    public int length() {
        return kind == Kind.TUPLE ? (int) low - 1 : -1;
    }

    /** Whether the kind is this one, whatever the representation. */
    public boolean is(Kind wanted) {
        return kind == wanted;
    }

    /** Whether the value cannot be NULL. */
    public boolean isBound() {
        return kind != Kind.UNKNOWN && kind != Kind.NULL;
    }

    /** Whether nobody notices when the last reference to such an object goes: no Python code runs. */
    public boolean diesQuietly() {
        return switch (boundKind()) {
            case NEVER, NULL, NONE, BOOL, INT, FLOAT, STR, RANGE, RANGE_ITERATOR -> true;
            case LIST,
                    TUPLE,
                    DICT,
                    SET,
                    LIST_ITERATOR,
                    TUPLE_ITERATOR,
                    CELL,
                    FUNCTION,
                    METHOD,
                    INSTANCE,
                    OBJECT,
                    UNKNOWN ->
                    false;
        };
    }

    /** Whether an int is known to fit in 64 bits. */
    public boolean fits() {
        return kind == Kind.INT
                && (representation == Representation.INT64
                        || low != Long.MIN_VALUE
                        || high != Long.MAX_VALUE);
    }

    /** The same object, not made. */
    public Type virtual() {
        return new Type(kind, Representation.VIRTUAL, low, high);
    }

    /** The least type that is above both. */
    public Type join(Type other) {
        if (representation != other.representation) {
            throw new IllegalArgumentException(this + " and " + other);
        }
        if (equals(other) || other.isNever()) {
            return this;
        }
        if (isNever()) {
            return other;
        }
        if (kind != other.kind) {
            return isBound() && other.isBound() ? OBJECT : maybe(other);
        }
        return switch (kind) {
            case INT ->
                    new Type(
                            kind,
                            representation,
                            Math.min(low, other.low),
                            Math.max(high, other.high));
            case INSTANCE -> OBJECT;
            case UNKNOWN -> maybe(other);
            case FUNCTION, TUPLE -> of(kind);
            case NEVER,
                    NULL,
                    NONE,
                    BOOL,
                    FLOAT,
                    STR,
                    LIST,
                    DICT,
                    SET,
                    RANGE,
                    LIST_ITERATOR,
                    TUPLE_ITERATOR,
                    RANGE_ITERATOR,
                    CELL,
                    METHOD,
                    OBJECT ->
                    this;
        };
    }

    /** The least type above both where one may be NULL. */
    private Type maybe(Type other) {
        Kind one = boundKind();
        Kind two = other.boundKind();
        Kind common = one == Kind.NULL ? two : two == Kind.NULL || one == two ? one : Kind.OBJECT;
        boolean lasts = common != Kind.INSTANCE;
        return new Type(Kind.UNKNOWN, representation, (lasts ? common : Kind.OBJECT).ordinal(), 0);
    }

    /** Whether there is no such value. */
    public boolean isNever() {
        return kind == Kind.NEVER && representation != Representation.NONE;
    }

    /** Whether all values of this type are of the other one. */
    public boolean isA(Type other) {
        return representation.isObject() == other.representation.isObject()
                && (representation.isObject() || representation == other.representation)
                && withRepresentation(other.representation).join(other).equals(other);
    }

    private Type withRepresentation(Representation wanted) {
        return wanted == representation ? this : new Type(kind, wanted, low, high);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Type type
                && kind == type.kind
                && representation == type.representation
                && low == type.low
                && high == type.high;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, representation, low, high);
    }

    @Override
    public String toString() {
        return TypeText.of(this);
    }
}
