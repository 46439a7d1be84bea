package dev.justjit.ir;

import dev.justjit.ir.PyValues.Builtin;
import dev.justjit.ir.PyValues.PyCell;
import dev.justjit.ir.PyValues.PyFunction;
import dev.justjit.ir.PyValues.PyIterator;
import dev.justjit.ir.PyValues.PyList;
import dev.justjit.ir.PyValues.PyTuple;
import dev.justjit.ir.PyValues.Single;
import java.math.BigInteger;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** References to the objects of the graph's interpreter, counted as Python does. */
final class Counts {
    private final IdentityHashMap<Object, int[]> counts = new IdentityHashMap<>();

    /** Whether nobody counts references to the object. */
    static boolean isImmortal(Object object) {
        return object instanceof Single
                || object instanceof Boolean
                || object instanceof Builtin
                || PyTables.isCharacter(object)
                || object instanceof PyFunction
                || object instanceof BigInteger number && PyValues.isCached(number);
    }

    private static List<Object> contents(Object object) {
        if (object instanceof PyList || object instanceof PyTuple) {
            return PyValues.items(object);
        }
        if (object instanceof PyTables.PyDict dict) {
            return dict.contents();
        }
        if (object instanceof PyIterator iterator && iterator.source != null) {
            return List.of(iterator.source);
        }
        return object instanceof PyCell cell ? List.of(cell.content) : List.of();
    }

    /** A new object, which has taken over the references to what it holds. */
    Object adopt(Object object) {
        if (!isImmortal(object)) {
            counts.put(object, new int[] {1});
        }
        return object;
    }

    /** One more reference to an object, which may be new: then to what it holds, too. */
    Object hold(Object object) {
        if (!isImmortal(object)) {
            int[] count = counts.get(object);
            if (count == null) {
                counts.put(object, new int[] {1});
                contents(object).forEach(this::hold);
            } else {
                count[0]++;
            }
        }
        return object;
    }

    /** One more reference to an object that lives. */
    void retain(Object object) {
        checkAlive(object);
        hold(object);
    }

    /** One reference less. */
    void release(Object object) {
        checkAlive(object);
        if (!isImmortal(object)) {
            int[] count = Objects.requireNonNull(counts.get(object));
            if (--count[0] == 0) {
                counts.remove(object);
                contents(object).forEach(this::release);
            }
        }
    }

    /** Whether a reference is the last one to an object that may run Python code as it dies. */
    boolean endsLoudly(Object object) {
        int[] count = counts.get(object);
        return count != null && count[0] == 1 && !Type.of(PyValues.kind(object)).diesQuietly();
    }

    void checkAlive(Object object) {
        if (!isImmortal(object) && !counts.containsKey(object)) {
            throw new IllegalStateException(object + " is used after its end");
        }
    }

    /**
     * Checks that the references are those of the roots, each of which has one, and of what they hold.
     *
     * @throws IllegalStateException if there are others
     */
    void check(List<Object> roots) {
        Counts right = new Counts();
        roots.forEach(right::hold);
        for (Map.Entry<Object, int[]> each : counts.entrySet()) {
            int[] expected = right.counts.remove(each.getKey());
            int there = expected == null ? 0 : expected[0];
            if (there != each.getValue()[0]) {
                throw new IllegalStateException(
                        each.getValue()[0] + " references to " + each.getKey() + ", not " + there);
            }
        }
        if (!right.counts.isEmpty()) {
            throw new IllegalStateException("dead, but still there: " + right.counts.keySet());
        }
    }
}
