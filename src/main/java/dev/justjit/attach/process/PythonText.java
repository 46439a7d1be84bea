package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.ffi.Native;

/** Small pieces of Python that the host needs. They see a private copy of the builtins. */
public final class PythonText {
    private static final int FILE_INPUT = 257;

    /** {@code Py_eval_input}: the text is an expression. */
    public static final int EVAL_INPUT = 258;

    private PythonText() {}

    /**
     * Runs a module's text and answers one of its functions; a new reference.
     *
     * @throws Incompatible if it cannot be made
     */
    public static long function(String text, String name) {
        long source = Native.cString(text);
        long file = Native.cString("<justjit>");
        long code =
                Native.call(Objects.function(Helper.PY_COMPILESTRING), source, file, FILE_INPUT);
        Native.free(source);
        Native.free(file);
        long builtins = Objects.builtins();
        long own = Native.call(Objects.function(Helper.PYDICT_COPY), builtins);
        long globals = Native.call(Objects.function(Helper.PYDICT_NEW));
        long function = 0;
        if (code != 0 && own != 0 && globals != 0) {
            function = define(name, code, globals, own);
        }
        Native.call(Objects.function(Helper.PY_DECREF), code);
        Native.call(Objects.function(Helper.PY_DECREF), own);
        Native.call(Objects.function(Helper.PY_DECREF), globals);
        if (function == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("the function " + name + " cannot be made");
        }
        return function;
    }

    private static long define(String name, long code, long globals, long builtins) {
        long key = Objects.intern("__builtins__");
        Native.call(Objects.function(Helper.PYDICT_SETITEM), globals, key, builtins);
        Objects.release(key);
        long result = Native.call(Objects.function(Helper.PYEVAL_EVALCODE), code, globals, globals);
        if (result == 0) {
            return 0;
        }
        Objects.release(result);
        long wanted = Objects.intern(name);
        long function =
                Native.call(Objects.function(Helper.PYDICT_GETITEMWITHERROR), globals, wanted);
        Objects.release(wanted);
        if (function != 0) {
            Native.call(Objects.function(Helper.PY_INCREF), function);
        }
        return function;
    }
}
