package dev.justjit.session;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.attach.Jit;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;

/** The functions that Python made before the compiler attached. */
final class ExistingFunctions {
    private ExistingFunctions() {}

    /** Lets the calls of all of them be counted. */
    static void adopt(Jit jit) {
        long getObjects = CApi.importAttribute("gc", "get_objects");
        long objects = getObjects == 0 ? 0 : CApi.call(getObjects);
        CApi.decRef(getObjects);
        if (objects == 0) {
            CApi.clearError();
            return;
        }
        long functionType = Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol());
        long count = Native.getLong(objects + PyVarObject.OB_SIZE);
        long items = Native.getLong(objects + PyList.ITEMS);
        for (long i = 0; i < count; i++) {
            long object = Native.getLong(items + 8 * i);
            if (Native.getLong(object + PyObject.TYPE) == functionType) {
                jit.adopt(object);
            }
        }
        CApi.decRef(objects);
    }
}
