package dev.justjit.host.process;

import dev.justjit.ffi.Native;

/**
 * The functions of CPython's C API that hosting needs, by address. May only be touched after
 * libpython was loaded. All methods need the GIL; object arguments are borrowed.
 */
public final class CApi {
    private static final long IMPORT_LEVEL =
            Native.requireSymbol("PyImport_ImportModuleLevelObject");
    private static final long GET_MODULE = Native.requireSymbol("PyImport_GetModule");
    private static final long GET_ATTR = Native.requireSymbol("PyObject_GetAttrString");
    private static final long CALL_OBJ_ARGS = Native.requireSymbol("PyObject_CallFunctionObjArgs");
    private static final long DEC_REF = Native.requireSymbol("Py_DecRef");
    private static final long INC_REF = Native.requireSymbol("Py_IncRef");
    private static final long ERR_OCCURRED = Native.requireSymbol("PyErr_Occurred");
    private static final long ERR_CLEAR = Native.requireSymbol("PyErr_Clear");
    private static final long UNICODE = Native.requireSymbol("PyUnicode_DecodeUTF8");
    private static final long AS_UTF8 = Native.requireSymbol("PyUnicode_AsUTF8AndSize");
    private static final long DECODE_FS = Native.requireSymbol("PyUnicode_DecodeFSDefaultAndSize");
    private static final long SYS_GET = Native.requireSymbol("PySys_GetObject");
    private static final long DICT_SET = Native.requireSymbol("PyDict_SetItemString");
    private static final long DICT_GET = Native.requireSymbol("PyDict_GetItemString");
    private static final long COMPILE = Native.requireSymbol("Py_CompileStringObject");
    private static final long EVAL_CODE = Native.requireSymbol("PyEval_EvalCode");
    private static final long ADD_MODULE = Native.requireSymbol("PyImport_AddModule");
    private static final long MODULE_DICT = Native.requireSymbol("PyModule_GetDict");
    private static final long PRINT_ERROR = Native.requireSymbol("PyErr_Print");

    /** Address of {@code None}. */
    public static final long NONE = Native.requireSymbol("_Py_NoneStruct");

    /** Address of {@code True}. */
    public static final long TRUE = Native.requireSymbol("_Py_TrueStruct");

    /** Address of {@code False}. */
    public static final long FALSE = Native.requireSymbol("_Py_FalseStruct");

    /** {@code Py_file_input}: a sequence of statements. */
    public static final int FILE_INPUT = 257;

    /** {@code Py_eval_input}: one expression. */
    public static final int EVAL_INPUT = 258;

    /** {@code PyCF_IGNORE_COOKIE}: the source is UTF-8 whatever its coding comment says. */
    public static final int IGNORE_COOKIE = 0x0800;

    private CApi() {}

    /**
     * Imports a module; a new reference, or 0 with the exception set. The running function is not asked for an
     * {@code __import__}: it may have builtins of its own.
     */
    public static long importModule(String name) {
        long text = unicode(name);
        long first = text == 0 ? 0 : Native.call(IMPORT_LEVEL, text, 0, 0, 0, 0);
        long module = first == 0 ? 0 : Native.call(GET_MODULE, text);
        decRef(first);
        decRef(text);
        return module;
    }

    /** The namespace of the interpreter's builtins, whatever the running function has in its place; borrowed. */
    public static long builtins() {
        long name = Native.cString("builtins");
        long module = Native.call(ADD_MODULE, name);
        Native.free(name);
        return Native.call(MODULE_DICT, module);
    }

    /** Reads an attribute; a new reference, or 0 with the exception set. */
    public static long attribute(long object, String name) {
        long text = Native.cString(name);
        long value = Native.call(GET_ATTR, object, text);
        Native.free(text);
        return value;
    }

    /** Imports a module and reads one attribute of it; a new reference, or 0 with exception set. */
    public static long importAttribute(String module, String name) {
        long object = importModule(module);
        if (object == 0) {
            return 0;
        }
        long value = attribute(object, name);
        decRef(object);
        return value;
    }

    /** Calls with no arguments; a new reference, or 0 with the exception set. */
    public static long call(long callable) {
        return Native.call(CALL_OBJ_ARGS, callable, 0);
    }

    /** Calls with one argument; a new reference, or 0 with the exception set. */
    public static long call(long callable, long a) {
        return Native.call(CALL_OBJ_ARGS, callable, a, 0);
    }

    /** Calls with two arguments; a new reference, or 0 with the exception set. */
    public static long call(long callable, long a, long b) {
        return Native.call(CALL_OBJ_ARGS, callable, a, b, 0);
    }

    /** Calls with three arguments; a new reference, or 0 with the exception set. */
    public static long call(long callable, long a, long b, long c) {
        return Native.call(CALL_OBJ_ARGS, callable, a, b, c, 0);
    }

    /** Gives a reference back; 0 is ignored. */
    public static void decRef(long object) {
        Native.call(DEC_REF, object);
    }

    /** Takes one more reference and returns the object; 0 is ignored. */
    public static long incRef(long object) {
        Native.call(INC_REF, object);
        return object;
    }

    /** The type of the exception that is set, borrowed, or 0. */
    public static long errorOccurred() {
        return Native.call(ERR_OCCURRED);
    }

    /** Forgets the exception that is set, if any. */
    public static void clearError() {
        Native.call(ERR_CLEAR);
    }

    /** Prints and clears the exception that is set; must not be a {@code SystemExit}. */
    public static void printError() {
        Native.call(PRINT_ERROR);
    }

    /** Makes a {@code str}; a new reference, or 0 with the exception set. */
    public static long unicode(String text) {
        byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        long buffer = Native.cString(utf8);
        long object = Native.call(UNICODE, buffer, utf8.length, 0);
        Native.free(buffer);
        return object;
    }

    /** Decodes a file name with the file system's encoding; a new reference, or 0. */
    public static long fileName(byte[] name) {
        long buffer = Native.cString(name);
        long object = Native.call(DECODE_FS, buffer, name.length);
        Native.free(buffer);
        return object;
    }

    /** Text of a {@code str} object; the empty string and no exception if it has none. */
    public static String text(long unicode) {
        long utf8 = Native.call(AS_UTF8, unicode, 0);
        if (utf8 == 0) {
            clearError();
            return "";
        }
        return Native.cString(utf8);
    }

    /** An attribute of module {@code sys}, borrowed, or 0 without an exception. */
    public static long sys(String name) {
        long text = Native.cString(name);
        long value = Native.call(SYS_GET, text);
        Native.free(text);
        return value;
    }

    /** Sets an attribute of module {@code sys}. */
    public static void sys(String name, long value) {
        long text = Native.cString(name);
        Native.call(Native.requireSymbol("PySys_SetObject"), text, value);
        Native.free(text);
    }

    /** Stores in a dictionary; false with the exception set on failure. */
    public static boolean setItem(long dict, String key, long value) {
        long text = Native.cString(key);
        int result = (int) Native.call(DICT_SET, dict, text, value);
        Native.free(text);
        return result == 0;
    }

    /** Reads a dictionary: borrowed, or 0; exceptions are cleared. */
    public static long getItem(long dict, String key) {
        long text = Native.cString(key);
        long value = Native.call(DICT_GET, dict, text);
        Native.free(text);
        return value;
    }

    /** The dictionary of {@code __main__}, borrowed. */
    public static long mainDict() {
        long text = Native.cString("__main__");
        long module = Native.call(ADD_MODULE, text);
        Native.free(text);
        return Native.call(MODULE_DICT, module);
    }

    /**
     * Compiles zero-terminated source.
     *
     * @param source the bytes; everything from the first zero byte on is ignored
     * @param fileName a {@code str} object
     * @param start {@link #FILE_INPUT} or {@link #EVAL_INPUT}
     * @param flags 0 or {@link #IGNORE_COOKIE}
     * @return a new reference to the code, or 0 with the exception set
     */
    public static long compile(byte[] source, long fileName, int start, int flags) {
        long text = Native.cString(source);
        long compilerFlags = Native.allocate(8);
        Native.putInt(compilerFlags, flags);
        Native.putInt(compilerFlags + 4, 13);
        long code = Native.call(COMPILE, text, fileName, start, compilerFlags, -1);
        Native.free(compilerFlags);
        Native.free(text);
        return code;
    }

    /** Runs code; a new reference, or 0 with the exception set. */
    public static long evalCode(long code, long globals, long locals) {
        return Native.call(EVAL_CODE, code, globals, locals);
    }
}
