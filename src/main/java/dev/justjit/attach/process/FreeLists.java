package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.FreeObjects;
import dev.justjit.abi.layout.GcGeneration;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.ffi.Native;
import org.jspecify.annotations.Nullable;

/**
 * Where CPython keeps dead tuples and lists for reuse, and the collector the young objects. These are in the
 * interpreter's state, behind types of the C library whose sizes differ between machines: their places are found out by
 * watching CPython make objects and end them.
 *
 * @param youngObjects the head of the list of young objects, {@link GcGeneration}
 * @param tuples see {@link FreeObjects#TUPLES}
 * @param lists see {@link FreeObjects#LISTS}
 */
public record FreeLists(long youngObjects, long tuples, long lists) {
    /** Bytes of the interpreter's state, from its beginning, in which the lists of dead objects are looked for. */
    public static final int BYTES = 1 << 15;

    /** Length of a tuple of which a program has few, and that goes to a list when it dies. */
    public static final int RARE = 19;

    /** Length of a tuple that goes to no list. */
    static final int LONG = 40;

    /** Null where something is not as expected. */
    static @Nullable FreeLists find(long interpreter) {
        long young = findYoung();
        long tuples = findTuples(interpreter);
        long lists = tuples == 0 ? 0 : tuples + FreeObjects.TUPLES_SIZE;
        return young != 0 && tuples != 0 && endsIn(lists)
                ? new FreeLists(young, tuples, lists)
                : null;
    }

    /** A new object is the last one of the list, and counted. */
    private static long findYoung() {
        long object = newTuple(LONG);
        long head = Native.getLong(object + PyObject.GC_NEXT);
        boolean last =
                Native.getLong(head + GcGeneration.LAST) == object + PyObject.GC_NEXT
                        && Native.getLong(Native.getLong(object + PyObject.GC_PREV))
                                == object + PyObject.GC_NEXT;
        int count = Native.getInt(head + GcGeneration.COUNT);
        long second = newTuple(LONG);
        int more = Native.getInt(head + GcGeneration.COUNT);
        Objects.release(second);
        Objects.release(object);
        int less = Native.getInt(head + GcGeneration.COUNT);
        return last && more == count + 1 && less == count - 1 ? head : 0;
    }

    /** A dead tuple is the first one of the list of its length. */
    private static long findTuples(long interpreter) {
        long tuple = newTuple(RARE);
        Objects.release(tuple);
        long found = 0;
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            if (Native.getLong(interpreter + at) == tuple) {
                if (found != 0) {
                    return 0;
                }
                found = interpreter + at;
            }
        }
        if (found == 0) {
            return 0;
        }
        long tuples = found - Long.BYTES * (RARE - 1L);
        long count = tuples + FreeObjects.TUPLES_COUNTS + Integer.BYTES * (RARE - 1L);
        int before = Native.getInt(count);
        long again = newTuple(RARE);
        boolean taken = again == tuple && Native.getInt(count) == before - 1;
        Objects.release(again);
        return taken && Native.getInt(count) == before ? tuples : 0;
    }

    /** Whether a dead list is the last one of that array. */
    private static boolean endsIn(long lists) {
        long list = Native.call(Objects.function(Helper.PYLIST_NEW), 0L);
        if (list == 0) {
            return false;
        }
        Objects.release(list);
        int count = Native.getInt(lists + FreeObjects.LISTS_COUNT);
        return count > 0
                && count <= FreeObjects.MOST_LISTS
                && Native.getLong(lists + Long.BYTES * (count - 1L)) == list;
    }

    private static long newTuple(int length) {
        long tuple = Native.call(Objects.function(Helper.PYTUPLE_NEW), (long) length);
        if (tuple == 0) {
            throw new Incompatible("there is no memory");
        }
        return tuple;
    }
}
