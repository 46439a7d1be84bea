package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with any Python object: CPython's object protocol, with Java values converted. All methods need the
 * GIL; objects are borrowed, and results that are objects are new references.
 */
final class ObjectProtocol {
    private static final long VECTORCALL = Native.requireSymbol("PyObject_Vectorcall");

    /** {@code PY_VECTORCALL_ARGUMENTS_OFFSET}. */
    private static final long ARGUMENTS_OFFSET = Long.MIN_VALUE;

    private static final long GET_ATTRIBUTE = Native.requireSymbol("PyObject_GetAttr");
    private static final long SET_ATTRIBUTE = Native.requireSymbol("PyObject_SetAttr");
    private static final long DELETE_ATTRIBUTE = Native.requireSymbol("PyObject_DelAttr");
    private static final long HAS_ATTRIBUTE = Native.requireSymbol("PyObject_HasAttrWithError");
    private static final long GET_ITEM = Native.requireSymbol("PyObject_GetItem");
    private static final long SET_ITEM = Native.requireSymbol("PyObject_SetItem");
    private static final long DELETE_ITEM = Native.requireSymbol("PyObject_DelItem");
    private static final long CONTAINS = Native.requireSymbol("PySequence_Contains");
    private static final long SIZE = Native.requireSymbol("PyObject_Size");
    private static final long IS_TRUE = Native.requireSymbol("PyObject_IsTrue");
    private static final long IS_INSTANCE = Native.requireSymbol("PyObject_IsInstance");
    private static final long ITERATOR = Native.requireSymbol("PyObject_GetIter");
    private static final long NEXT = Native.requireSymbol("PyIter_Next");
    private static final long CALL = Native.requireSymbol("PyObject_Call");
    private static final long CALLABLE = Native.requireSymbol("PyCallable_Check");
    private static final long AS_TUPLE = Native.requireSymbol("PyList_AsTuple");

    private ObjectProtocol() {}

    /** One name or value as an object, for as long as the step takes. */
    private interface WithOne {
        long run(long converted);
    }

    private static long with(long converted, WithOne step) {
        try {
            return step.run(converted);
        } finally {
            CApi.decRef(converted);
        }
    }

    /** The truth that a C function returned as an int, or what it raised. */
    private static boolean truth(long result) {
        if ((int) result < 0) {
            throw Errors.take();
        }
        return (int) result != 0;
    }

    static long attribute(long object, String name) {
        return Errors.check(
                with(ToPython.convertText(name), text -> Native.call(GET_ATTRIBUTE, object, text)));
    }

    static void setAttribute(long object, String name, @Nullable Object value) {
        truth(
                with(
                        ToPython.convertText(name),
                        text ->
                                with(
                                        ToPython.convert(value),
                                        it -> Native.call(SET_ATTRIBUTE, object, text, it))));
    }

    static void deleteAttribute(long object, String name) {
        truth(
                with(
                        ToPython.convertText(name),
                        text -> Native.call(DELETE_ATTRIBUTE, object, text)));
    }

    static boolean hasAttribute(long object, String name) {
        return truth(
                with(ToPython.convertText(name), text -> Native.call(HAS_ATTRIBUTE, object, text)));
    }

    static long item(long object, @Nullable Object key) {
        return Errors.check(
                with(ToPython.convertKey(key), it -> Native.call(GET_ITEM, object, it)));
    }

    static void setItem(long object, @Nullable Object key, @Nullable Object value) {
        truth(
                with(
                        ToPython.convertKey(key),
                        at ->
                                with(
                                        ToPython.convert(value),
                                        it -> Native.call(SET_ITEM, object, at, it))));
    }

    static void deleteItem(long object, @Nullable Object key) {
        truth(with(ToPython.convertKey(key), it -> Native.call(DELETE_ITEM, object, it)));
    }

    static boolean contains(long object, @Nullable Object value) {
        return truth(with(ToPython.convertKey(value), it -> Native.call(CONTAINS, object, it)));
    }

    static long size(long object) {
        long size = Native.call(SIZE, object);
        if (size < 0) {
            throw Errors.take();
        }
        return size;
    }

    static boolean isTrue(long object) {
        return truth(Native.call(IS_TRUE, object));
    }

    static boolean isInstance(long object, long type) {
        return truth(Native.call(IS_INSTANCE, object, type));
    }

    static boolean isCallable(long object) {
        return (int) Native.call(CALLABLE, object) != 0;
    }

    static long iterator(long object) {
        return Errors.check(Native.call(ITERATOR, object));
    }

    /** The next element, or 0 after the last one. */
    static long next(long iterator) {
        long element = Native.call(NEXT, iterator);
        if (element == 0 && CApi.errorOccurred() != 0) {
            throw Errors.take();
        }
        return element;
    }

    /** Calls a method. */
    static long invoke(long object, String method, @Nullable Object... arguments) {
        long bound = attribute(object, method);
        try {
            return call(bound, Map.of(), arguments);
        } finally {
            CApi.decRef(bound);
        }
    }

    /** With keywords; {@link PyValue#callRaw} is the quick way without. */
    static long call(
            long callable,
            Map<String, ? extends @Nullable Object> keywords,
            @Nullable Object[] arguments) {
        long tuple =
                with(
                        ToPython.convert(arguments),
                        list -> Errors.check(Native.call(AS_TUPLE, list)));
        return Errors.check(
                with(
                        tuple,
                        positional ->
                                with(
                                        ToPython.convert(keywords),
                                        named -> Native.call(CALL, callable, positional, named))));
    }

    /** A new reference to what a call with converted arguments gives; the callable lives until then. */
    static long call(Caller caller, long callable, @Nullable Object[] arguments) {
        int count = arguments.length;
        // the word before the arguments is the callee's to use
        long words = caller.takeWords(count + 1);
        long first = words + Long.BYTES;
        int converted = 0;
        try {
            while (converted < count) {
                long argument = ToPython.convert(arguments[converted]);
                Native.putLong(first + (long) converted++ * Long.BYTES, argument);
            }
            return Errors.check(
                    Native.call(VECTORCALL, callable, first, count | ARGUMENTS_OFFSET, 0));
        } finally {
            while (converted > 0) {
                CApi.decRef(Native.getLong(first + (long) --converted * Long.BYTES));
            }
            caller.giveWords(words, count + 1);
        }
    }
}
