package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyModuleDef;
import dev.justjit.ffi.Native;

/**
 * The functions of a module written in C, as its definition has them: what the program finds under their names may
 * be something that it has put there. Needs the GIL.
 */
public final class ModuleMethods {
    private final String module;
    private final long methods;

    private ModuleMethods(String module, long methods) {
        this.module = module;
        this.methods = methods;
    }

    /**
     * @param module borrowed
     * @param name for errors
     * @throws Incompatible if it is another object than that
     */
    private static ModuleMethods of(long module, String name) {
        long definition = Native.call(Native.requireSymbol("PyModule_GetDef"), module);
        long methods = definition == 0 ? 0 : Native.getLong(definition + PyModuleDef.METHODS);
        if (methods == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible(name + " is not CPython's module");
        }
        return new ModuleMethods(name, methods);
    }

    /** Of a module that is always there. */
    public static ModuleMethods of(String name) {
        return of(Objects.module(name), name);
    }

    /** Of {@code sys.monitoring}. */
    public static ModuleMethods ofMonitoring() {
        return of(LayoutCheck.sysObject("monitoring"), "sys.monitoring");
    }

    /**
     * Address of the function's {@link PyMethodDef}.
     *
     * @throws Incompatible if there is none
     */
    public long definition(String name) {
        for (long method = methods; ; method += PyMethodDef.SIZE) {
            long text = Native.getLong(method + PyMethodDef.NAME);
            if (text == 0) {
                throw new Incompatible("there is no " + module + "." + name);
            }
            if (Native.cString(text).equals(name)) {
                return method;
            }
        }
    }
}
