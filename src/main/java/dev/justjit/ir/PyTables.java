package dev.justjit.ir;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.ir.PyValues.PyList;
import dev.justjit.ir.PyValues.PyTuple;
import dev.justjit.ir.PyValues.Raised;
import dev.justjit.ir.PyValues.Str;
import dev.justjit.ir.PyValues.Unsupported;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Dicts of the graph's interpreter, strings as sequences, and what operations on them do. */
public final class PyTables {
    private static final Map<Integer, Str> CHARACTERS = new LinkedHashMap<>();
    private static final int ASCII = 128;
    private static final int MOST_KEY_BITS = 60;

    static {
        for (int i = 0; i < ASCII; i++) {
            CHARACTERS.put(i, new Str(String.valueOf((char) i)));
        }
    }

    private PyTables() {}

    /** A dict whose keys are ints, floats, bools and strings. */
    public static final class PyDict {
        private final Map<Object, Object[]> entries = new LinkedHashMap<>();

        /** An empty one. */
        public PyDict() {}

        /** Puts an item in, and says which value was there, or null. */
        public @Nullable Object put(Object key, Object value) {
            Object[] entry = entries.putIfAbsent(normal(key), new Object[] {key, value});
            if (entry == null) {
                return null;
            }
            Object old = entry[1];
            entry[1] = value;
            return old;
        }

        @Nullable Object get(Object key) {
            Object[] entry = entries.get(normal(key));
            return entry == null ? null : entry[1];
        }

        int size() {
            return entries.size();
        }

        /** Keys and values. */
        public List<Object> contents() {
            List<Object> contents = new ArrayList<>();
            entries.values().forEach(entry -> contents.addAll(List.of(entry)));
            return contents;
        }
    }

    /** Keys that are equal in Python are equal. */
    private static Object normal(Object key) {
        if (key instanceof Boolean flag) {
            return flag ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (key instanceof Double number && !number.isNaN()) {
            boolean whole = number == Math.rint(number) && !number.isInfinite();
            return whole ? (Object) new java.math.BigDecimal(number).toBigIntegerExact() : number;
        }
        if (key instanceof BigInteger || key instanceof Str) {
            return key;
        }
        if (key instanceof PyList || key instanceof PyDict) {
            throw new Raised("TypeError");
        }
        throw new Unsupported("key " + key);
    }

    /** Whether no more than the key itself is needed to find it. */
    static boolean isPlainKey(Object key) {
        return key instanceof Str
                || key instanceof BigInteger number && number.bitLength() <= MOST_KEY_BITS;
    }

    /** Whether it is the one object that all equal characters are. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isCharacter(Object object) {
        return object instanceof Str text
                && text.text().length() == 1
                && CHARACTERS.get((int) text.text().charAt(0)) == text;
    }

    /** A character of a string; all equal ones are one object. */
    static Str character(Str string, int index) {
        Str character = CHARACTERS.get((int) string.text().charAt(index));
        if (character == null) {
            throw new Unsupported("characters that are not ASCII");
        }
        return character;
    }

    static int length(Object container) {
        if (container instanceof PyDict dict) {
            return dict.size();
        }
        return container instanceof Str text
                ? text.text().length()
                : PyValues.items(container).size();
    }

    /** What a dict has for a key. */
    static Object item(PyDict dict, Object key) {
        Object value = dict.get(key);
        if (value == null) {
            throw new Raised("KeyError");
        }
        return value;
    }

    /** As {@code in} does. */
    static boolean contains(Object container, Object item) {
        if (container instanceof PyDict dict) {
            return dict.get(item) != null;
        }
        if (container instanceof Str text) {
            if (!(item instanceof Str part)) {
                throw new Raised("TypeError");
            }
            return text.text().contains(part.text());
        }
        for (Object each : PyValues.items(container)) {
            if (PyValues.isSame(each, item) || areEqual(each, item)) {
                return true;
            }
        }
        return false;
    }

    static boolean areEqual(Object one, Object other) {
        return (Boolean) PySemantics.compare(ComparisonOperator.EQUAL, one, other);
    }

    // ---- operations of graphs

    /**
     * The value of an operation that looks into containers; null: it leaves.
     *
     * @throws Unsupported of all others
     */
    static @Nullable Object compute(Node node, List<Object> inputs, Counts counts) {
        Object first = inputs.isEmpty() ? PyValues.Single.NULL : inputs.get(0);
        return switch (node.op()) {
            case LIST_LENGTH, TUPLE_LENGTH, STR_LENGTH -> (long) length(first);
            case LIST_ITEM, TUPLE_ITEM -> PyValues.items(first).get(place(inputs));
            case STORE_LIST_ITEM -> {
                counts.release(PyValues.items(first).set(place(inputs), inputs.get(2)));
                yield PyValues.Single.NULL;
            }
            case LIST_APPEND -> PyValues.items(first).add(inputs.get(1));
            case LENGTH_OF -> isContainer(first) ? (Object) (long) length(first) : null;
            case STR_EQUAL -> first.equals(inputs.get(1));
            case STR_ITEM -> character((Str) first, place(inputs));
            case DICT_ITEM ->
                    isPlainKey(inputs.get(1)) ? ((PyDict) first).get(inputs.get(1)) : null;
            case STORE_DICT_ITEM -> store((PyDict) first, inputs, counts);
            case CONTAINS -> found(first, inputs.get(1));
            case ITEM_OF -> item(first, inputs.get(1), counts);
            case COMPUTE -> computed(node, inputs, counts);
            case TRUTH_OF -> truth(first);
            case EQUAL -> {
                boolean plain = isNumber(first) || first instanceof Str;
                Object other = inputs.get(1);
                boolean both = plain && (isNumber(other) || other instanceof Str);
                yield both ? areEqual(first, other) : null;
            }
            case COMPARE ->
                    isNumber(first) && isNumber(inputs.get(1))
                            ? PySemantics.compare(
                                    (ComparisonOperator) Objects.requireNonNull(node.detail()),
                                    first,
                                    inputs.get(1))
                            : null;
            default -> throw new Unsupported(node.toString());
        };
    }

    private static @Nullable Object truth(Object object) {
        if (isNumber(object)) {
            return ((Number) object).doubleValue() != 0;
        }
        return isContainer(object) ? (Object) (length(object) != 0) : null;
    }

    private static boolean isNumber(Object object) {
        return object instanceof BigInteger || object instanceof Double;
    }

    private static @Nullable Object computed(Node node, List<Object> inputs, Counts counts) {
        if (!isNumber(inputs.get(0)) || !isNumber(inputs.get(1))) {
            return null;
        }
        try {
            BinaryOperator operator = (BinaryOperator) Objects.requireNonNull(node.detail());
            Object result = PySemantics.binary(operator, inputs.get(0), inputs.get(1));
            return counts.hold(
                    result instanceof Double number ? PyValues.newFloat(number) : result);
        } catch (Raised raised) {
            return null;
        }
    }

    private static @Nullable Object item(Object container, Object key, Counts counts) {
        if (!isContainer(container) || !isPlainKey(key)) {
            return null;
        }
        try {
            return counts.hold(PySemantics.item(container, key));
        } catch (Raised raised) {
            return null;
        }
    }

    private static int place(List<Object> inputs) {
        return Math.toIntExact((Long) inputs.get(1));
    }

    private static boolean isContainer(Object object) {
        return object instanceof PyDict
                || object instanceof Str
                || object instanceof PyList
                || object instanceof PyTuple;
    }

    private static @Nullable Object store(PyDict dict, List<Object> inputs, Counts counts) {
        Object key = inputs.get(1);
        if (!isPlainKey(key)) {
            return null;
        }
        store(dict, key, inputs.get(2), counts);
        return PyValues.Single.NULL;
    }

    /** The dict takes over the reference to the value, and makes one to a key that is new. */
    static void store(PyDict dict, Object key, Object value, Counts counts) {
        Object old = dict.put(key, value);
        if (old == null) {
            counts.hold(key);
        } else {
            counts.release(old);
        }
    }

    private static @Nullable Object found(Object container, Object item) {
        if (container instanceof PyList || container instanceof PyTuple) {
            boolean ints =
                    PyValues.items(container).stream().allMatch(each -> each instanceof BigInteger);
            return ints && item instanceof BigInteger ? contains(container, item) : null;
        }
        return isContainer(container) && isPlainKey(item) ? contains(container, item) : null;
    }
}
