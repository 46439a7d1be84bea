package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Java values as Python objects. All methods need the GIL. */
final class ToPython {
    private static final int HEXADECIMAL = 16;
    private static final int DEEPEST = 500;
    private static final int SCRATCH_BYTES = 256;

    private static final long LONG = Native.requireSymbol("PyLong_FromLongLong");
    private static final long LONG_FROM_TEXT = Native.requireSymbol("PyLong_FromString");
    private static final long GET_MEMBER = Native.requireSymbol("PyMember_GetOne");
    private static final long UNICODE = Native.requireSymbol("PyUnicode_FromKindAndData");
    private static final long UTF16 = Native.requireSymbol("PyUnicode_DecodeUTF16");
    private static final long BYTES = Native.requireSymbol("PyBytes_FromStringAndSize");
    private static final long LIST = Native.requireSymbol("PyList_New");
    private static final long LIST_SET = Native.requireSymbol("PyList_SetItem");
    private static final long DICT = Native.requireSymbol("PyDict_New");
    private static final long DICT_SET = Native.requireSymbol("PyDict_SetItem");
    private static final long SET = Native.requireSymbol("PySet_New");
    private static final long FROZEN_SET = Native.requireSymbol("PyFrozenSet_New");
    private static final long SET_ADD = Native.requireSymbol("PySet_Add");
    private static final long SURROGATE_PASS = Native.cString("surrogatepass");

    /** {@code PyMemberDef}: its size, the place of its type, and {@code Py_T_DOUBLE}. */
    private static final int MEMBER_BYTES = 40;

    private static final int MEMBER_TYPE = 8;
    private static final int TYPE_DOUBLE = 4;

    private static final int LARGEST_BYTE = 0xFF;

    /** Of both instruction sets, for {@code PyUnicode_DecodeUTF16}: little endian. */
    private static final int NATIVE_ORDER = -1;

    /** Memory of whoever has the GIL, until the next call that can run Python. */
    private static final long SCRATCH = Native.allocate(SCRATCH_BYTES);

    private static final long DOUBLE_MEMBER = doubleMember();

    private ToPython() {}

    /** A new reference. */
    static long convert(@Nullable Object value) {
        return convert(value, 0);
    }

    private static long convert(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the value is nested too deeply, or in itself");
        }
        if (value == null) {
            return CApi.incRef(CApi.NONE);
        } else if (value instanceof Boolean truth) {
            return CApi.incRef(truth ? CApi.TRUE : CApi.FALSE);
        } else if (value instanceof Number number) {
            return convertNumber(number);
        } else if (value instanceof String text) {
            return convertText(text);
        } else if (value instanceof CharSequence || value instanceof Character) {
            return convertText(value.toString());
        } else if (value instanceof byte[] bytes) {
            return convertBytes(bytes);
        } else if (value instanceof PyValue handle) {
            return CApi.incRef(handle.address());
        } else if (value instanceof PyFunction function) {
            return CApi.incRef(function.value().address());
        } else if (value instanceof PyView view) {
            return CApi.incRef(view.value().address());
        } else if (value instanceof Map<?, ?> map) {
            return convertMap(map, depth);
        } else if (value instanceof Set<?> set) {
            return convertSet(set, SET, depth);
        } else if (value instanceof Collection<?> collection) {
            return convertList(collection.toArray(), depth);
        } else if (value instanceof Object[] array) {
            return convertList(array, depth);
        } else if (value.getClass().isArray()) {
            return convertList(boxed(value), depth);
        }
        return Python.current().java().convert(value);
    }

    static IllegalArgumentException unsupported(Object value) {
        return new IllegalArgumentException(
                Errors.describe(value) + " has no Python form; see the class Python");
    }

    private static long convertNumber(Number number) {
        if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte) {
            return Errors.check(Native.call(LONG, number.longValue()));
        } else if (number instanceof Double || number instanceof Float) {
            return convertDouble(number.doubleValue());
        } else if (number instanceof BigInteger big) {
            long digits = Native.cString(big.toString(HEXADECIMAL));
            long result = Native.call(LONG_FROM_TEXT, digits, 0, HEXADECIMAL);
            Native.free(digits);
            return Errors.check(result);
        }
        throw unsupported(number);
    }

    /** By way of memory, because a call with a floating point argument takes jffi four times as long. */
    private static long convertDouble(double value) {
        Native.putDouble(SCRATCH, value);
        return Errors.check(Native.call(GET_MEMBER, SCRATCH, DOUBLE_MEMBER));
    }

    /** The description of a C field of type {@code double}, a {@code PyMemberDef}. */
    private static long doubleMember() {
        long description = Native.allocate(MEMBER_BYTES);
        Native.putInt(description + MEMBER_TYPE, TYPE_DOUBLE);
        return description;
    }

    /** A {@code str}; surrogates without their partner are kept. */
    static long convertText(String text) {
        int length = text.length();
        int kind = kindOf(text);
        if (kind == 0) {
            return convertSurrogates(text);
        }
        long bytes = (long) kind * length;
        long buffer = bytes <= SCRATCH_BYTES ? SCRATCH : Native.allocate(bytes);
        if (kind == Byte.BYTES) {
            Native.copy(text.getBytes(StandardCharsets.ISO_8859_1), buffer);
        } else {
            Native.copy(text.toCharArray(), buffer);
        }
        long result = Native.call(UNICODE, kind, buffer, length);
        if (buffer != SCRATCH) {
            Native.free(buffer);
        }
        return Errors.check(result);
    }

    /** Bytes per character that hold all of them: 1 or 2; 0 when there are surrogates. */
    private static int kindOf(String text) {
        int union = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isSurrogate(character)) {
                return 0;
            }
            union |= character;
        }
        return union <= LARGEST_BYTE ? Byte.BYTES : Character.BYTES;
    }

    private static long convertSurrogates(String text) {
        char[] utf16 = text.toCharArray();
        long bytes = (long) Character.BYTES * utf16.length;
        long buffer = Native.allocate(bytes);
        Native.copy(utf16, buffer);
        Native.putInt(SCRATCH, NATIVE_ORDER);
        long result = Native.call(UTF16, buffer, bytes, SURROGATE_PASS, SCRATCH);
        Native.free(buffer);
        return Errors.check(result);
    }

    private static long convertBytes(byte[] bytes) {
        long buffer = Native.cString(bytes);
        long result = Native.call(BYTES, buffer, bytes.length);
        Native.free(buffer);
        return Errors.check(result);
    }

    private static long convertList(Object[] values, int depth) {
        long list = Errors.check(Native.call(LIST, values.length));
        try {
            for (int i = 0; i < values.length; i++) {
                Native.call(LIST_SET, list, i, convert(values[i], depth + 1));
            }
            return list;
        } catch (RuntimeException failure) {
            CApi.decRef(list);
            throw failure;
        }
    }

    private static @Nullable Object[] boxed(Object array) {
        @Nullable Object[] values = new Object[Array.getLength(array)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Array.get(array, i);
        }
        return values;
    }

    /** A new reference to a key: see below. */
    static long convertKey(@Nullable Object value) {
        return convertKey(value, 0);
    }

    /** What is in a set or is a key: sets are frozen, so that they have a hash. */
    private static long convertKey(@Nullable Object value, int depth) {
        return value instanceof Set<?> set
                ? convertSet(set, FROZEN_SET, depth)
                : convert(value, depth);
    }

    private static long convertSet(Set<?> values, long constructor, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the value is nested too deeply, or in itself");
        }
        long set = Errors.check(Native.call(constructor, 0));
        try {
            for (Object each : values) {
                long element = convertKey(each, depth + 1);
                int result = (int) Native.call(SET_ADD, set, element);
                CApi.decRef(element);
                if (result != 0) {
                    throw Errors.take();
                }
            }
            return set;
        } catch (RuntimeException failure) {
            CApi.decRef(set);
            throw failure;
        }
    }

    private static long convertMap(Map<?, ?> map, int depth) {
        long dict = Errors.check(Native.call(DICT));
        try {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                putItem(dict, entry, depth);
            }
            return dict;
        } catch (RuntimeException failure) {
            CApi.decRef(dict);
            throw failure;
        }
    }

    private static void putItem(long dict, Map.Entry<?, ?> entry, int depth) {
        long key = convertKey(entry.getKey(), depth + 1);
        try {
            long value = convert(entry.getValue(), depth + 1);
            int result = (int) Native.call(DICT_SET, dict, key, value);
            CApi.decRef(value);
            if (result != 0) {
                throw Errors.take();
            }
        } finally {
            CApi.decRef(key);
        }
    }
}
