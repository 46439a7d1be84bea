package dev.justjit.attach.bridge;

import dev.justjit.abi.Helper;
import dev.justjit.attach.hooks.FunctionEntries;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.PythonText;
import dev.justjit.ffi.Native;

/**
 * What becomes of {@code _justjit} in the child of a fork: the JVM's other threads do not exist there,
 * so its functions are replaced by Python ones that never enter Java. What tells about the compiler answers as
 * where there is none, but for what runs machine code, which is so still.
 */
final class ForkedBridge {
    private static final String SOURCE =
            """
            import posix


            def watch_forks(functions, message, base, end, counting, place):
                def reason(*arguments):
                    return message

                def nothing(*arguments):
                    return None

                def refuse(*arguments):
                    raise RuntimeError(message)

                def is_compiled(function):
                    from justjit._native import word
                    entry = word(id(function) + place)
                    return base <= entry < end and entry != counting

                answers = {"compile": reason, "check": reason, "is_compiled": is_compiled}
                answers |= {"stats": lambda: "{}", "opcodes": lambda: "[]"}
                harmless = "mark", "promise", "adopt", "adopt_all", "enable", "disable"
                harmless += "expect", "store_later", "end", "report"
                harmless += "interpret", "begin_verifying", "verify"
                answers |= dict.fromkeys(harmless, nothing)
                answers["set_import_from_fallback"] = nothing

                def in_child():
                    for name in list(functions):
                        if not name.startswith("__"):
                            functions[name] = answers.get(name, refuse)

                posix.register_at_fork(after_in_child=in_child)
            """;

    private ForkedBridge() {}

    /**
     * @param functions the dictionary of the module
     * @param message what the functions say
     * @param entries know what is compiled
     * @throws Incompatible if Python refuses
     */
    static void install(long functions, String message, FunctionEntries entries) {
        long watch = PythonText.function(SOURCE, "watch_forks");
        long c = Native.cString(message);
        long text = Native.call(Objects.function(Helper.PYUNICODE_FROMSTRING), c);
        Native.free(c);
        long result = call(watch, functions, text, entries.addresses());
        Objects.release(text);
        Objects.release(watch);
        if (result == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("forks cannot be watched");
        }
        Objects.release(result);
    }

    /** With two objects, and numbers. */
    private static long call(long watch, long functions, long text, long[] numbers) {
        int count = 2 + numbers.length;
        long arguments = Native.allocate((long) count * Long.BYTES);
        Native.putLong(arguments, functions);
        Native.putLong(arguments + Long.BYTES, text);
        for (int i = 0; i < numbers.length; i++) {
            long number = Native.call(Native.requireSymbol("PyLong_FromLongLong"), numbers[i]);
            Native.putLong(arguments + (2L + i) * Long.BYTES, number);
        }
        long result =
                Native.call(
                        Objects.function(Helper.PYOBJECT_VECTORCALL), watch, arguments, count, 0);
        for (int i = 2; i < count; i++) {
            Objects.release(Native.getLong(arguments + (long) i * Long.BYTES));
        }
        Native.free(arguments);
        return result;
    }
}
