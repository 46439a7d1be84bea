package dev.justjit.attach.bridge;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyType;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.PythonError;
import dev.justjit.compile.Promise;
import dev.justjit.ffi.Native;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of the functions of {@code _justjit}, checked, and their results, which are new references. What is wrong is
 * a {@link PythonError}.
 */
final class BridgeValues {
    private BridgeValues() {}

    // ---- arguments ----

    /** The Python function at the address. */
    static long functionAt(long arguments) {
        long object = Native.getLong(arguments);
        if (Objects.type(object) != Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol())) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a Python function, not " + typeName(object));
        }
        return object;
    }

    private static String typeName(long object) {
        return Native.cString(Native.getLong(Objects.type(object) + PyType.NAME));
    }

    /** The number of calls at the address. */
    static int countAt(long arguments) {
        long object = Native.getLong(arguments);
        if (Objects.type(object) != Native.requireSymbol(Global.PYLONG_TYPE.symbol())) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a number of calls, not " + typeName(object));
        }
        long value = Native.call(Objects.function(Helper.PYLONG_ASLONG), object);
        if (value < 1 || value > Integer.MAX_VALUE) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new PythonError(
                    Global.PYEXC_VALUEERROR, "a number of calls is between 1 and 2147483647");
        }
        return (int) value;
    }

    /** The string at the address. */
    static String stringAt(long arguments) {
        long object = Native.getLong(arguments);
        if (!isText(object)) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a str, not " + typeName(object));
        }
        return Objects.text(object);
    }

    /** Numbers in a text, with spaces between. */
    static Set<Long> addressesAt(long arguments) {
        Set<Long> addresses = new HashSet<>();
        try {
            for (String number : stringAt(arguments).split(" ")) {
                if (!number.isEmpty()) {
                    addresses.add(Long.valueOf(number));
                }
            }
        } catch (NumberFormatException wrong) {
            throw new PythonError(Global.PYEXC_VALUEERROR, "an address is a number");
        }
        return addresses;
    }

    /** True or False, at the address. */
    static boolean truthAt(long arguments) {
        long object = Native.getLong(arguments);
        boolean yes = object == Native.requireSymbol(Global.TRUE.symbol());
        if (!yes && object != Native.requireSymbol(Global.FALSE.symbol())) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected True or False, not " + typeName(object));
        }
        return yes;
    }

    /** What the numbers of a function are, at the address. */
    static Promise promiseAt(long arguments) {
        long object = Native.getLong(arguments);
        for (Promise promise : Promise.values()) {
            if (isText(object)
                    && promise.name().toLowerCase(Locale.ROOT).equals(Objects.text(object))) {
                return promise;
            }
        }
        throw new PythonError(
                Global.PYEXC_VALUEERROR, "a mode is 'auto', 'int', 'float' or 'object'");
    }

    private static boolean isText(long object) {
        return Objects.type(object) == Native.requireSymbol(Global.PYUNICODE_TYPE.symbol());
    }

    /** The object itself, which may be called. */
    static long requireCallable(long callable) {
        if ((int) Native.call(Objects.function(Helper.PYCALLABLE_CHECK), callable) == 0) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a callable, not " + typeName(callable));
        }
        return callable;
    }

    // ---- results: new references ----

    /** Python's None. */
    static long none() {
        return owned(Native.requireSymbol(Global.NONE.symbol()));
    }

    /** Python's True or False. */
    static long truth(boolean value) {
        return owned(Native.requireSymbol((value ? Global.TRUE : Global.FALSE).symbol()));
    }

    /** The object. */
    static long owned(long object) {
        Native.call(Objects.function(Helper.PY_INCREF), object);
        return object;
    }

    /** A string, or None. */
    static long text(@Nullable String text) {
        if (text == null) {
            return none();
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        long buffer = Native.cString(utf8);
        long object =
                Native.call(
                        Objects.function(Helper.PYUNICODE_FROMSTRINGANDSIZE), buffer, utf8.length);
        Native.free(buffer);
        return object;
    }
}
