package dev.justjit.attach.process;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyType;
import dev.justjit.ffi.Native;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The classes that there are, by the versions which inline caches have of them. It keeps none alive: it has the weak
 * references to them that their bases have. Needs the GIL; runs no Python code.
 */
public final class TypesByVersion {
    private final long dictType = Native.requireSymbol(Global.PYDICT_TYPE.symbol());
    private final long place = Native.allocate(Long.BYTES);
    private final Map<Integer, Long> references = new HashMap<>();

    /** The greatest version that had been given when the classes were looked through: versions only ever grow. */
    private int newest;

    /** The class that has the version, or 0. */
    public long find(int version) {
        if (Integer.compareUnsigned(version, newest) > 0) {
            references.values().removeIf(this::isDead);
            newest = version;
            search();
        }
        Long reference = references.get(version);
        long type = reference == null ? 0 : borrowed(reference);
        return type != 0 && Native.getInt(type + PyType.VERSION_TAG) == version ? type : 0;
    }

    private boolean isDead(long reference) {
        boolean dead = borrowed(reference) == 0;
        if (dead) {
            Objects.release(reference);
        }
        return dead;
    }

    /** What it refers to, or 0. */
    private long borrowed(long reference) {
        Native.call(Objects.function(Helper.PYWEAKREF_GETREF), reference, place);
        long object = Native.getLong(place);
        if (object != 0) {
            Objects.release(object); // what has a weak reference that leads to it has others
        }
        return object;
    }

    private void search() {
        long subclasses = subclassesMethod();
        if (subclasses == 0) {
            return;
        }
        Set<Long> seen = new HashSet<>();
        ArrayDeque<Long> work = new ArrayDeque<>();
        work.add(Native.requireSymbol(Global.PYBASEOBJECT_TYPE.symbol()));
        while (!work.isEmpty()) {
            long type = work.remove();
            if (!seen.add(type)) {
                continue; // it has several bases
            }
            note(type);
            long list = Native.call(Objects.function(Helper.PYOBJECT_CALLONEARG), subclasses, type);
            if (list == 0) {
                Native.call(Objects.function(Helper.PYERR_CLEAR));
                continue;
            }
            int count = Objects.size(list);
            for (int i = 0; i < count; i++) {
                work.add(Native.getLong(Native.getLong(list + PyList.ITEMS) + 8L * i));
            }
            Objects.release(list); // their bases hold them
        }
        Objects.release(subclasses);
    }

    private void note(long type) {
        int version = Native.getInt(type + PyType.VERSION_TAG);
        if (version != 0 && !references.containsKey(version)) {
            long reference = Native.call(Objects.function(Helper.PYWEAKREF_NEWREF), type, 0);
            if (reference == 0) {
                Native.call(Objects.function(Helper.PYERR_CLEAR));
                return;
            }
            references.put(version, reference);
        }
        if (Integer.compareUnsigned(version, newest) > 0) {
            newest = version;
        }
    }

    /** New reference to {@code type.__subclasses__}. */
    private static long subclassesMethod() {
        long name = Objects.intern("__subclasses__");
        long type = Native.requireSymbol(Global.PYTYPE_TYPE.symbol());
        long method = Native.call(Objects.function(Helper.PYOBJECT_GETATTR), type, name);
        Objects.release(name);
        if (method == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
        }
        return method;
    }

    /** What the class or the first of its bases that has the attribute has, borrowed; or 0. */
    public long attribute(long type, long name) {
        return attribute(type, name, 0);
    }

    /** What {@code super} finds behind a class for an object of another one, borrowed; or 0. */
    public long attributeBehind(long start, long type, long name) {
        long order = Native.getLong(type + PyType.MRO);
        int count = order == 0 ? 0 : Objects.size(order);
        for (int i = 0; i < count; i++) {
            if (Objects.tupleItem(order, i) == start) {
                return attribute(type, name, i + 1);
            }
        }
        return 0;
    }

    private long attribute(long type, long name, int first) {
        long order = Native.getLong(type + PyType.MRO);
        int count = order == 0 ? 0 : Objects.size(order);
        for (int i = first; i < count; i++) {
            long dict = Native.getLong(Objects.tupleItem(order, i) + PyType.DICT);
            if (dict == 0 || Objects.type(dict) != dictType) {
                return 0; // a class of the interpreter keeps it elsewhere
            }
            long keys = Native.getLong(dict + PyDict.KEYS);
            if (Native.getByte(keys + DictKeys.KIND) == DictKeys.KIND_GENERAL) {
                return 0; // comparing keys could run Python
            }
            long found = Native.call(Objects.function(Helper.PYDICT_GETITEMWITHERROR), dict, name);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }
}
