package dev.justjit.ir;

import dev.justjit.abi.layout.PyLong;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Python objects of the graph's interpreter. Ints are {@link BigInteger}s, floats {@link Double}s, bools {@link Boolean}s;
 * the others are of the classes here. Which object it is counts, as in Python.
 */
public final class PyValues {
    /** The objects that there is one of. */
    public enum Single {
        NULL,
        NONE
    }

    /** A string, of which nothing is known but its text. */
    public record Str(String text) {}

    /** A list. */
    public static final class PyList {
        final List<Object> items;

        /** One with these items, which are copied. */
        public PyList(List<Object> items) {
            this.items = new ArrayList<>(items);
        }

        /** Its items; those of a list may be changed. */
        public List<Object> items() {
            return items;
        }
    }

    /** A tuple. */
    public static final class PyTuple {
        final List<Object> items;

        /** One with these items. */
        public PyTuple(List<Object> items) {
            this.items = List.copyOf(items);
        }

        /** Its items, which never change. */
        public List<Object> items() {
            return items;
        }
    }

    /** A range of ints that fit in 64 bits. */
    static final class PyRange {
        final long start;
        final long stop;
        final long step;

        PyRange(long start, long stop, long step) {
            this.start = start;
            this.stop = stop;
            this.step = step;
        }
    }

    /** A place in a list, a tuple or a range; at the end for good when there is no source. */
    static final class PyIterator {
        @Nullable Object source;
        long position;

        PyIterator(Object source) {
            this.source = source;
            position = source instanceof PyRange range ? range.start : 0;
        }

        boolean hasNext() {
            if (source instanceof PyRange range) {
                return range.step > 0 ? position < range.stop : position > range.stop;
            }
            return source != null && position < items(source).size();
        }

        Object next() {
            if (source instanceof PyRange range) {
                long value = position;
                BigInteger following =
                        BigInteger.valueOf(value).add(BigInteger.valueOf(range.step));
                position = fits(following) ? following.longValue() : range.stop;
                return BigInteger.valueOf(value);
            }
            if (source == null) {
                throw new IllegalStateException("at its end");
            }
            return items(source).get((int) position++);
        }
    }

    /** A cell. */
    static final class PyCell {
        Object content;

        PyCell(Object content) {
            this.content = content;
        }
    }

    /** A builtin function or class. */
    record Builtin(String name) {}

    /**
     * A Python function.
     *
     * @param code number of its code object in the graph
     */
    public record PyFunction(String name, int code) {}

    /** A Python exception. */
    public static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** An exception of a class, by its name. */
        public Raised(String type) {
            super(type, null, false, false);
        }
    }

    /** What the interpreter does not know. */
    public static final class Unsupported extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unsupported(String what) {
            super(what, null, false, false);
        }
    }

    private static final BigInteger[] SMALL =
            new BigInteger[PyLong.SMALL_MAX - PyLong.SMALL_MIN + 1];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = BigInteger.valueOf(i + PyLong.SMALL_MIN);
        }
    }

    private static final Map<Long, BigInteger> INTS = new ConcurrentHashMap<>();
    private static final Map<Long, Double> FLOATS = new ConcurrentHashMap<>();

    private PyValues() {}

    /** An int object: a new one if it is not small. */
    public static BigInteger ofInt(long value) {
        boolean small = value >= PyLong.SMALL_MIN && value <= PyLong.SMALL_MAX;
        return small
                ? SMALL[(int) value - PyLong.SMALL_MIN]
                : new BigInteger(BigInteger.valueOf(value).toByteArray());
    }

    /** Whether Python has one object for all ints of that value. */
    static boolean isCached(BigInteger value) {
        return fits(value)
                && value.longValue() >= PyLong.SMALL_MIN
                && value.longValue() <= PyLong.SMALL_MAX;
    }

    /** The int that code objects have as a constant: always the same object. */
    static BigInteger constant(long value) {
        return INTS.computeIfAbsent(value, each -> ofInt((long) each));
    }

    /** The float that code objects have as a constant. */
    static Double constant(double value) {
        return FLOATS.computeIfAbsent(Double.doubleToRawLongBits(value), each -> newFloat(value));
    }

    /** A float object of its own. */
    @SuppressWarnings({"removal", "BoxedPrimitiveConstructor"})
    static Double newFloat(double value) {
        return new Double(value); // which one it is counts
    }

    static BigInteger ofInt(BigInteger value) {
        return fits(value) ? ofInt(value.longValue()) : value;
    }

    /** The value of a literal as an object, or as it is in a machine. */
    static Object of(Literal literal, Representation representation) {
        boolean raw = !representation.isObject();
        return switch (literal.kind()) {
            case NULL -> Single.NULL;
            case NONE -> Single.NONE;
            case BOOL -> literal.bits() != 0;
            case INT -> raw ? (Object) literal.bits() : constant(literal.bits());
            case FLOAT -> constant(literal.doubleValue());
            case STR -> new Str(literal.text());
            case BUILTIN -> new Builtin(literal.text());
            case TUPLE, BIG_INT, OTHER, CACHED -> throw new Unsupported(literal.toString());
        };
    }

    /** Whether two objects are the same one. */
    static boolean isSame(Object one, Object other) {
        return one instanceof Boolean || one instanceof Single ? one.equals(other) : one == other;
    }

    static boolean fits(BigInteger value) {
        return value.bitLength() < Long.SIZE;
    }

    static List<Object> items(Object sequence) {
        if (sequence instanceof PyList list) {
            return list.items;
        }
        if (sequence instanceof PyTuple tuple) {
            return tuple.items;
        }
        throw new Unsupported("elements of " + sequence);
    }

    /** The kind of an object. */
    static Kind kind(Object object) {
        if (object instanceof Single single) {
            return single == Single.NULL ? Kind.NULL : Kind.NONE;
        }
        if (object instanceof PyIterator iterator) {
            return iterator.source instanceof PyRange
                    ? Kind.RANGE_ITERATOR
                    : iterator.source instanceof PyTuple ? Kind.TUPLE_ITERATOR : Kind.LIST_ITERATOR;
        }
        for (Map.Entry<Class<?>, Kind> each : KINDS.entrySet()) {
            if (each.getKey().isInstance(object)) {
                return each.getValue();
            }
        }
        return Kind.OBJECT;
    }

    private static final Map<Class<?>, Kind> KINDS =
            Map.of(
                    BigInteger.class, Kind.INT,
                    Double.class, Kind.FLOAT,
                    Boolean.class, Kind.BOOL,
                    PyList.class, Kind.LIST,
                    PyTuple.class, Kind.TUPLE,
                    PyRange.class, Kind.RANGE,
                    Str.class, Kind.STR,
                    PyTables.PyDict.class, Kind.DICT,
                    PyCell.class, Kind.CELL);
}
