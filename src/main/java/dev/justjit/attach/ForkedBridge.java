package dev.justjit.attach;

import dev.justjit.abi.Helper;
import dev.justjit.ffi.Native;

/**
 * What becomes of {@code _justjit} in the child of a fork: the JVM's other threads do not exist there,
 * so its functions are replaced by Python ones that never enter Java.
 */
final class ForkedBridge {
    private static final String SOURCE =
            """
            import posix


            def watch_forks(functions, message):
                def reason(*arguments):
                    return message

                def nothing(*arguments):
                    return None

                def refuse(*arguments):
                    raise RuntimeError(message)

                answers = {"compile": reason, "check": reason}
                harmless = "mark", "promise", "adopt", "adopt_all", "enable", "disable"
                harmless += "expect", "store_later", "end"
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
     * @throws Incompatible if Python refuses
     */
    static void install(long functions, String message) {
        long watch = PythonText.function(SOURCE, "watch_forks");
        long c = Native.cString(message);
        long text = Native.call(Objects.function(Helper.PYUNICODE_FROMSTRING), c);
        Native.free(c);
        long arguments = Native.allocate(16);
        Native.putLong(arguments, functions);
        Native.putLong(arguments + 8, text);
        long result =
                Native.call(Objects.function(Helper.PYOBJECT_VECTORCALL), watch, arguments, 2, 0);
        Native.free(arguments);
        Objects.release(text);
        Objects.release(watch);
        if (result == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("forks cannot be watched");
        }
        Objects.release(result);
    }
}
