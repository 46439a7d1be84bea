package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.ffi.Native;

/** The frame evaluator of {@code -X perf} and {@code sys.activate_stack_trampoline}, which CPython does not export. */
final class StackTrampoline {
    private StackTrampoline() {}

    /** Whether it is the one that is installed; asks {@code sys}, which runs no Python. Needs the GIL. */
    static boolean isActive() {
        long name = Native.cString("is_stack_trampoline_active");
        long function = Native.call(Native.requireSymbol("PySys_GetObject"), name);
        Native.free(name);
        if (function == 0 || Objects.type(function) != Native.requireSymbol("PyCFunction_Type")) {
            return false;
        }
        long answer = Native.call(Native.requireSymbol("PyObject_CallNoArgs"), function);
        if (answer == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            return false;
        }
        Objects.release(answer);
        return answer == Native.requireSymbol("_Py_TrueStruct");
    }
}
