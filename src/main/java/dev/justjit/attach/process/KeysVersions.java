package dev.justjit.attach.process;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyInterpreterState;
import dev.justjit.ffi.Native;

/**
 * Finds the counter from which CPython gives versions to the keys of dicts. It is in the interpreter's
 * state, behind types of the C library whose sizes differ between machines: its place is found out by
 * watching the interpreter give a version.
 */
final class KeysVersions {
    /** Words that are watched, before and behind the place on x86-64. */
    private static final int WORDS = 64;

    /** Passes in which the interpreter specializes an instruction, with a good margin. */
    private static final int PASSES = 40;

    private KeysVersions() {}

    /** The counter's address, or 0 if not exactly one word behaves like it. */
    static long find(long interpreter) {
        long first = interpreter + PyInterpreterState.NEXT_KEYS_VERSION - 4L * WORDS;
        int[] before = words(first);
        int version = versionOfNewKeys();
        int[] after = words(first);
        long found = 0;
        for (int i = 0; i < before.length; i++) {
            if (version != 0 && before[i] == version && after[i] == version + 1) {
                if (found != 0) {
                    return 0;
                }
                found = first + 4L * i;
            }
        }
        if (found != 0 && versionOfNewKeys() != Native.getInt(found) - 1) {
            return 0;
        }
        return found;
    }

    private static int[] words(long first) {
        int[] words = new int[2 * WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = Native.getInt(first + 4L * i);
        }
        return words;
    }

    /** Lets the interpreter read a global of new globals until it has given their keys a version. */
    private static int versionOfNewKeys() {
        long source = Native.cString("lambda: name");
        long file = Native.cString("<justjit>");
        long globals = Native.call(Objects.function(Helper.PYDICT_NEW));
        long name = Objects.intern("name");
        long none = Native.requireSymbol(Global.NONE.symbol());
        Native.call(Objects.function(Helper.PYDICT_SETITEM), globals, name, none);
        long code =
                Native.call(
                        Objects.function(Helper.PY_COMPILESTRING),
                        source,
                        file,
                        PythonText.EVAL_INPUT);
        long function =
                Native.call(Objects.function(Helper.PYEVAL_EVALCODE), code, globals, globals);
        if (function == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
        }
        int version = 0;
        for (int i = 0; i < PASSES && function != 0 && version == 0; i++) {
            Objects.release(Native.call(Objects.function(Helper.PYOBJECT_CALLNOARGS), function));
            long keys = Native.getLong(globals + PyDict.KEYS);
            version = Native.getInt(keys + DictKeys.VERSION);
        }
        Native.free(source);
        Native.free(file);
        Objects.release(function);
        Objects.release(code);
        Objects.release(globals);
        Objects.release(name);
        return version;
    }
}
