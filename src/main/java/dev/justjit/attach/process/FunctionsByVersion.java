package dev.justjit.attach.process;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyInterpreterState;
import dev.justjit.ffi.Native;

/**
 * Python functions and code by their versions, as the interpreter keeps them ({@code func_state.func_version_cache}): without
 * references, and only the last one of those whose versions have one place. The table is in the interpreter's state, behind
 * types of the C library whose sizes differ between machines: its place is found out by giving a function a version. Needs
 * the GIL; runs no Python code.
 */
public final class FunctionsByVersion {
    private static final int PLACES = 1 << 12;
    private static final int ITEM_BYTES = 16;
    private static final int EVAL_INPUT = 258;

    private final long functionType = Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol());
    private final long table;

    private FunctionsByVersion(long table) {
        this.table = table;
    }

    /** Those of an interpreter; none, if not exactly one place behaves like the table. */
    public static FunctionsByVersion of(long interpreter) {
        long first = function();
        long second = function();
        long table = first == 0 || second == 0 ? 0 : find(interpreter, first);
        boolean same = table != 0 && Native.getLong(item(table, version(second))) == second;
        Objects.release(first);
        Objects.release(second);
        return new FunctionsByVersion(same ? table : 0);
    }

    /**
     * A new function of a code object of its own, by the version of which the interpreter knows it from then on; or 0.
     * Another version would leave the code in the table when it has ended.
     */
    private static long function() {
        long source = Native.cString("0");
        long file = Native.cString("<justjit>");
        long code =
                Native.call(Objects.function(Helper.PY_COMPILESTRING), source, file, EVAL_INPUT);
        Native.free(source);
        Native.free(file);
        long globals = code == 0 ? 0 : Native.call(Objects.function(Helper.PYDICT_NEW));
        long function =
                globals == 0
                        ? 0
                        : Native.call(Objects.function(Helper.PYFUNCTION_NEW), code, globals);
        if (function == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
        } else {
            int version = Native.getInt(code + PyCode.VERSION);
            Native.call(Objects.function(Helper.PYFUNCTION_SETVERSION), function, version);
        }
        Objects.release(globals);
        Objects.release(code);
        return function;
    }

    private static int version(long function) {
        return Native.getInt(function + PyFunction.VERSION);
    }

    /** The table is before the state of dicts. */
    private static long find(long interpreter, long function) {
        long code = Native.getLong(function + PyFunction.CODE);
        long found = 0;
        for (int at = 0; at < PyInterpreterState.NEXT_KEYS_VERSION; at += Long.BYTES) {
            long place = interpreter + at;
            if (Native.getLong(place) == function && Native.getLong(place + Long.BYTES) == code) {
                if (found != 0) {
                    return 0;
                }
                found = place - item(0, version(function));
            }
        }
        return found >= interpreter ? found : 0;
    }

    private static long item(long table, int version) {
        return table + (long) ITEM_BYTES * (version & PLACES - 1);
    }

    /** The function that has the version, borrowed; or 0. One with machine code has none. */
    public long find(int version) {
        long function = table == 0 || version == 0 ? 0 : Native.getLong(item(table, version));
        boolean known =
                function != 0
                        && Objects.type(function) == functionType
                        && Native.getInt(function + PyFunction.VERSION) == version;
        return known ? function : 0;
    }

    /** The code object that has the version, which functions of it have at first, borrowed; or 0. */
    public long code(int version) {
        boolean has = table != 0 && version != 0;
        long code = has ? Native.getLong(item(table, version) + Long.BYTES) : 0;
        return code != 0 && Native.getInt(code + PyCode.VERSION) == version ? code : 0;
    }
}
