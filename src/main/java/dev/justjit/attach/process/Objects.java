package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyBytes;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.ffi.Native;

/** Reading Python objects from Java. References are borrowed unless stated. */
public final class Objects {
    private Objects() {}

    /** Address of a function of CPython's. */
    public static long function(Helper helper) {
        return Native.requireSymbol(helper.symbol());
    }

    /** The class of an object. */
    public static long type(long object) {
        return Native.getLong(object + PyObject.TYPE);
    }

    /** {@code ob_size} of an object with items. */
    public static int size(long object) {
        return (int) Native.getLong(object + PyVarObject.OB_SIZE);
    }

    /** An item of a tuple, which must have it. */
    public static long tupleItem(long tuple, int index) {
        return Native.getLong(tuple + PyTuple.ITEMS + 8L * index);
    }

    /** A copy of the contents of a bytes object. */
    public static byte[] bytes(long object) {
        return Native.bytes(object + PyBytes.DATA, size(object));
    }

    /** Text of a str; surrogates that UTF-8 has not are replaced. */
    public static String text(long unicode) {
        long utf8 = Native.call(function(Helper.PYUNICODE_ASUTF8), unicode);
        if (utf8 == 0) {
            Native.call(function(Helper.PYERR_CLEAR));
            return "?";
        }
        return Native.cString(utf8);
    }

    /** New reference to the interned str. */
    public static long intern(String text) {
        long c = Native.cString(text);
        try {
            return Native.call(function(Helper.PYUNICODE_INTERNFROMSTRING), c);
        } finally {
            Native.free(c);
        }
    }

    /** A module that is always there. */
    static long module(String name) {
        long text = Native.cString(name);
        long module = Native.call(function(Helper.PYIMPORT_ADDMODULEREF), text);
        Native.free(text);
        release(module); // sys.modules holds it
        return module;
    }

    /** The namespace of the interpreter's builtins, whatever the running function has in its place. */
    static long builtins() {
        return Native.call(function(Helper.PYMODULE_GETDICT), module("builtins"));
    }

    /** Gives a reference back, which may run Python. */
    public static void release(long object) {
        Native.call(function(Helper.PY_DECREF), object);
    }
}
