package dev.justjit.api;

import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Python objects as Java values. All methods need the GIL; objects are borrowed. */
final class FromPython {
    private static final int HEXADECIMAL = 16;
    private static final int DEEPEST = 500;

    private static final long LONG_TYPE = Native.requireSymbol("PyLong_Type");
    private static final long FLOAT_TYPE = Native.requireSymbol("PyFloat_Type");
    private static final long TEXT_TYPE = Native.requireSymbol("PyUnicode_Type");
    private static final long BYTES_TYPE = Native.requireSymbol("PyBytes_Type");
    private static final long BYTE_ARRAY_TYPE = Native.requireSymbol("PyByteArray_Type");
    private static final long LIST_TYPE = Native.requireSymbol("PyList_Type");
    private static final long TUPLE_TYPE = Native.requireSymbol("PyTuple_Type");
    private static final long DICT_TYPE = Native.requireSymbol("PyDict_Type");
    private static final long SET_TYPE = Native.requireSymbol("PySet_Type");
    private static final long FROZEN_SET_TYPE = Native.requireSymbol("PyFrozenSet_Type");
    private static final long IS_SUBTYPE = Native.requireSymbol("PyType_IsSubtype");

    private static final long AS_LONG = Native.requireSymbol("PyLong_AsLongLongAndOverflow");
    private static final long TO_BASE = Native.requireSymbol("_PyLong_Format");
    private static final long ENCODE = Native.requireSymbol("PyUnicode_AsEncodedString");
    private static final long BYTES_SIZE = Native.requireSymbol("PyBytes_Size");
    private static final long BYTES_DATA = Native.requireSymbol("PyBytes_AsString");
    private static final long BYTES_OF = Native.requireSymbol("PyBytes_FromObject");
    private static final long SEQUENCE_SIZE = Native.requireSymbol("PySequence_Size");
    private static final long SEQUENCE_ITEM = Native.requireSymbol("PySequence_GetItem");
    private static final long ITERATOR = Native.requireSymbol("PyObject_GetIter");
    private static final long NEXT = Native.requireSymbol("PyIter_Next");
    private static final long DICT_NEXT = Native.requireSymbol("PyDict_Next");
    private static final long UTF16_LE = Native.cString("utf-16-le");
    private static final long SURROGATE_PASS = Native.cString("surrogatepass");

    /** Memory of whoever has the GIL: {@code int *overflow}. */
    private static final long OVERFLOW = Native.allocate(Integer.BYTES);

    private final Python python;

    FromPython(Python python) {
        this.python = python;
    }

    /** The value; an object of a type without a Java form becomes a handle with its own reference. */
    @Nullable Object convert(long object) {
        return convert(object, 0);
    }

    private @Nullable Object convert(long object, int depth) {
        long type = Native.getLong(object + PyObject.TYPE);
        if (type == LONG_TYPE) {
            return convertInteger(object);
        } else if (type == FLOAT_TYPE) {
            return Native.getDouble(object + PyFloat.VALUE);
        } else if (type == TEXT_TYPE) {
            return convertText(object);
        } else if (object == CApi.NONE) {
            return null;
        } else if (object == CApi.TRUE || object == CApi.FALSE) {
            return object == CApi.TRUE;
        } else if (depth > DEEPEST) {
            throw new IllegalArgumentException("the object is nested too deeply, or in itself");
        }
        return convertByBase(object, type, depth);
    }

    /** Objects of the other types, and of subclasses. */
    private @Nullable Object convertByBase(long object, long type, int depth) {
        if (is(type, LONG_TYPE)) {
            return convertInteger(object);
        } else if (is(type, FLOAT_TYPE)) {
            return Native.getDouble(object + PyFloat.VALUE);
        } else if (is(type, TEXT_TYPE)) {
            return convertText(object);
        } else if (is(type, BYTES_TYPE) || is(type, BYTE_ARRAY_TYPE)) {
            return convertBytes(object);
        } else if (is(type, LIST_TYPE) || is(type, TUPLE_TYPE)) {
            return convertSequence(object, depth);
        } else if (is(type, DICT_TYPE)) {
            return convertDict(object, depth);
        } else if (is(type, SET_TYPE) || is(type, FROZEN_SET_TYPE)) {
            return convertSet(object, depth);
        }
        Object ours = python.java().original(object);
        return ours != null ? ours : new PyValue(python, CApi.incRef(object));
    }

    private static boolean is(long type, long wanted) {
        return type == wanted || (int) Native.call(IS_SUBTYPE, type, wanted) != 0;
    }

    /** A Long if it fits, else a BigInteger. */
    static Number convertInteger(long object) {
        long value = Native.call(AS_LONG, object, OVERFLOW);
        if (Native.getInt(OVERFLOW) == 0) {
            return value;
        }
        long text = Errors.check(Native.call(TO_BASE, object, HEXADECIMAL));
        String digits = CApi.text(text);
        CApi.decRef(text);
        return new BigInteger(digits.replace("0x", ""), HEXADECIMAL);
    }

    /** A String of the UTF-16 form; surrogates without their partner are kept. */
    static String convertText(long object) {
        int state = Native.getInt(object + PyUnicode.STATE);
        int kind = state >> PyUnicode.STATE_KIND_SHIFT & PyUnicode.STATE_KIND_MASK;
        if ((state & PyUnicode.STATE_COMPACT) == 0 || kind > Character.BYTES) {
            return convertWideText(object);
        }
        boolean ascii = (state & PyUnicode.STATE_ASCII) != 0;
        long data = object + (ascii ? PyUnicode.ASCII_DATA : PyUnicode.COMPACT_DATA);
        int length = Math.toIntExact(Native.getLong(object + PyUnicode.LENGTH));
        return kind == Byte.BYTES
                ? new String(Native.bytes(data, length), StandardCharsets.ISO_8859_1)
                : new String(Native.chars(data, length));
    }

    /** Of characters beyond 16 bits, or of a subclass of {@code str}. */
    private static String convertWideText(long object) {
        long encoded = Errors.check(Native.call(ENCODE, object, UTF16_LE, SURROGATE_PASS));
        long data = Native.call(BYTES_DATA, encoded);
        int length = Math.toIntExact(Native.call(BYTES_SIZE, encoded) / Character.BYTES);
        String text = new String(Native.chars(data, length));
        CApi.decRef(encoded);
        return text;
    }

    private static byte[] convertBytes(long object) {
        long bytes = Errors.check(Native.call(BYTES_OF, object));
        long size = Native.call(BYTES_SIZE, bytes);
        try {
            return Native.bytes(Native.call(BYTES_DATA, bytes), Math.toIntExact(size));
        } finally {
            CApi.decRef(bytes);
        }
    }

    private List<@Nullable Object> convertSequence(long object, int depth) {
        ArrayList<@Nullable Object> list = new ArrayList<>();
        for (long i = 0; i < Native.call(SEQUENCE_SIZE, object); i++) {
            long item = Errors.check(Native.call(SEQUENCE_ITEM, object, i));
            try {
                list.add(convert(item, depth + 1));
            } finally {
                CApi.decRef(item);
            }
        }
        return list;
    }

    private Set<@Nullable Object> convertSet(long object, int depth) {
        LinkedHashSet<@Nullable Object> set = new LinkedHashSet<>();
        long iterator = Errors.check(Native.call(ITERATOR, object));
        try {
            long item = Native.call(NEXT, iterator);
            while (item != 0) {
                try {
                    set.add(convert(item, depth + 1));
                } finally {
                    CApi.decRef(item);
                }
                item = Native.call(NEXT, iterator);
            }
            if (CApi.errorOccurred() != 0) {
                throw Errors.take();
            }
            return set;
        } finally {
            CApi.decRef(iterator);
        }
    }

    private Map<@Nullable Object, @Nullable Object> convertDict(long object, int depth) {
        LinkedHashMap<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        long cursor = Native.allocate(3L * Long.BYTES);
        long key = cursor + Long.BYTES;
        long value = key + Long.BYTES;
        try {
            while ((int) Native.call(DICT_NEXT, object, cursor, key, value) != 0) {
                map.put(
                        convert(Native.getLong(key), depth + 1),
                        convert(Native.getLong(value), depth + 1));
            }
        } finally {
            Native.free(cursor);
        }
        return map;
    }
}
