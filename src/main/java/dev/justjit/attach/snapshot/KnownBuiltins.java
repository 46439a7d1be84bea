package dev.justjit.attach.snapshot;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCFunction;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.attach.process.Objects;
import dev.justjit.ffi.Native;
import dev.justjit.region.ir.Builtin;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which objects are the {@link Builtin}s: the types by their exported address, the functions as the C
 * functions of that name of their module. References to them are kept.
 */
public final class KnownBuiltins {
    private final Map<Long, Builtin> known = new HashMap<>();
    private final Set<Builtin> missing = EnumSet.allOf(Builtin.class);

    /** Knows the types; functions are found where they are met. */
    public KnownBuiltins() {
        type(Builtin.INT, Global.PYLONG_TYPE);
        type(Builtin.FLOAT, Global.PYFLOAT_TYPE);
        type(Builtin.BOOL, Global.PYBOOL_TYPE);
        type(Builtin.RANGE, Global.PYRANGE_TYPE);
        type(Builtin.ENUMERATE, Global.PYENUM_TYPE);
        type(Builtin.ZIP, Global.PYZIP_TYPE);
    }

    private void type(Builtin builtin, Global type) {
        known.put(Native.requireSymbol(type.symbol()), builtin);
        missing.remove(builtin);
    }

    /** The builtin that the object is, or null. */
    @Nullable Builtin find(long object) {
        Builtin found = known.get(object);
        boolean isFunction =
                Objects.type(object) == Native.requireSymbol(Global.PYCFUNCTION_TYPE.symbol());
        if (found != null || !isFunction || missing.isEmpty()) {
            return found;
        }
        String name = Native.cString(Native.getLong(definition(object) + PyMethodDef.NAME));
        for (Builtin builtin : missing) {
            if (builtin.text().equals(name)
                    && Native.getLong(object + PyCFunction.SELF) == module(builtin)) {
                Native.call(Objects.function(Helper.PY_INCREF), object);
                known.put(object, builtin);
                missing.remove(builtin);
                return builtin;
            }
        }
        return null;
    }

    private static long definition(long function) {
        return Native.getLong(function + PyCFunction.ML);
    }

    /** Address of the builtin's module, or 0 if it has not been imported. */
    private static long module(Builtin builtin) {
        long name = Objects.intern(builtin.module());
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
