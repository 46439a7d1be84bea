package dev.justjit.attach.live;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCFunction;
import dev.justjit.abi.layout.PyDeque;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyType;
import dev.justjit.attach.process.Objects;
import dev.justjit.ffi.Native;
import java.util.HashMap;
import java.util.Map;

/**
 * Functions and classes of modules in C that machine code knows by their names. One that has been found is kept; it is the module's
 * own, whatever a program has put in its place elsewhere. Needs the GIL; runs no Python code.
 */
final class LibraryFunctions {
    private final Map<String, Long> known = new HashMap<>();

    /** Address of the function or class, with its module's name and a dot before its own, or 0: it is not there. */
    long find(String name) {
        Long found = known.get(name);
        if (found == null) {
            int dot = name.lastIndexOf('.');
            found = function(name.substring(0, dot), name.substring(dot + 1));
            if (found != 0) {
                Native.call(Objects.function(Helper.PY_INCREF), found);
                known.put(name, found);
            }
        }
        return found;
    }

    private static long function(String moduleName, String name) {
        long module = module(moduleName);
        if (module == 0
                || Objects.type(module) != Native.requireSymbol(Global.PYMODULE_TYPE.symbol())) {
            return 0;
        }
        long dict = Native.call(Objects.function(Helper.PYMODULE_GETDICT), module);
        long key = Objects.intern(name);
        long found = Native.call(Objects.function(Helper.PYDICT_GETITEMWITHERROR), dict, key);
        Objects.release(key);
        if (found == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            return 0;
        }
        return isOf(module, name, found) || isDeque(name, found) ? found : 0;
    }

    /** No class that a program makes cannot be changed. */
    private static boolean isDeque(String name, long object) {
        return name.equals("deque")
                && Objects.type(object) == Native.requireSymbol(Global.PYTYPE_TYPE.symbol())
                && (Native.getLong(object + PyType.FLAGS) & PyType.TPFLAGS_IMMUTABLETYPE) != 0
                && Native.getLong(object + PyType.BASICSIZE) == PyDeque.SIZE
                && "collections.deque".equals(Native.cString(Native.getLong(object + PyType.NAME)));
    }

    private static boolean isOf(long module, String name, long function) {
        return Objects.type(function) == Native.requireSymbol(Global.PYCFUNCTION_TYPE.symbol())
                && Native.getLong(function + PyCFunction.SELF) == module
                && name.equals(
                        Native.cString(
                                Native.getLong(
                                        Native.getLong(function + PyCFunction.ML)
                                                + PyMethodDef.NAME)));
    }

    /** Address of a module, or 0 if it has not been imported; it is alive as long as its functions. */
    private static long module(String moduleName) {
        long name = Objects.intern(moduleName);
        long module = Native.call(Objects.function(Helper.PYIMPORT_GETMODULE), name);
        Objects.release(name);
        if (module == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            return 0;
        }
        Objects.release(module);
        return module;
    }
}
