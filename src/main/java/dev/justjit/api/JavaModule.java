package dev.justjit.api;

import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.host.process.CApi;
import java.io.IOException;
import java.io.InputStream;

/**
 * The Python module {@code justjit.java}: from the class path, unless Python has imported it. All methods need the GIL.
 */
final class JavaModule {
    private static final String NAME = "justjit.java";
    private static final String RESOURCE = "/justjit/java.py";
    private static final String FILE = "<justjit.java>";

    private final Upcall enter;
    private final Upcall release;

    /** Its dictionary. */
    private long names;

    /**
     * @param enter serves {@code enter(object, operation, *arguments)}
     * @param release is told that an object is gone
     */
    JavaModule(Upcall enter, Upcall release) {
        this.enter = enter;
        this.release = release;
    }

    /** Makes it, at Python's start, when no other thread can. */
    void begin() {
        names = load();
    }

    /** Something it defines, borrowed. */
    long get(String name) {
        long object = CApi.getItem(names, name);
        if (object == 0) {
            throw new IllegalStateException(NAME + " has no " + name);
        }
        return object;
    }

    /** Python code may have imported it already. */
    private long load() {
        long name = CApi.unicode(NAME);
        long modules = CApi.sys("modules");
        long module = CApi.getItem(modules, NAME);
        if (module == 0 || !isOurs(dictionary(module))) {
            module = Errors.check(Native.call(Native.requireSymbol("PyModule_NewObject"), name));
            fill(dictionary(module));
            CApi.setItem(modules, NAME, module);
        }
        CApi.decRef(name);
        long dict = dictionary(module);
        long ways = function("enter", enter);
        long gone = function("release", release);
        CApi.decRef(Errors.check(CApi.call(CApi.getItem(dict, "_connect"), ways, gone)));
        CApi.decRef(ways);
        CApi.decRef(gone);
        return CApi.incRef(dict); // for ever
    }

    private static long dictionary(long module) {
        return Native.call(Native.requireSymbol("PyModule_GetDict"), module);
    }

    private static boolean isOurs(long dict) {
        return CApi.getItem(dict, "_connect") != 0;
    }

    private static void fill(long dict) {
        long file = CApi.unicode(FILE);
        long code = Errors.check(CApi.compile(source(), file, CApi.FILE_INPUT, CApi.IGNORE_COOKIE));
        CApi.setItem(dict, "__file__", file);
        CApi.setItem(dict, "__builtins__", CApi.builtins());
        CApi.decRef(Errors.check(CApi.evalCode(code, dict, dict)));
        CApi.decRef(code);
        CApi.decRef(file);
    }

    private static byte[] source() {
        try (InputStream text = JavaModule.class.getResourceAsStream(RESOURCE)) {
            if (text == null) {
                throw new IllegalStateException("the class path has no " + RESOURCE);
            }
            return text.readAllBytes();
        } catch (IOException unreadable) {
            throw new IllegalStateException(RESOURCE + " cannot be read", unreadable);
        }
    }

    /** A builtin function; Python reads its definition for ever. */
    private static long function(String name, Upcall target) {
        long definition = Native.allocate(PyMethodDef.SIZE);
        Native.putLong(definition + PyMethodDef.NAME, Native.cString(name));
        Native.putLong(definition + PyMethodDef.METH, Native.upcall(target));
        Native.putInt(definition + PyMethodDef.FLAGS, PyMethodDef.METH_FASTCALL);
        return Errors.check(
                Native.call(Native.requireSymbol("PyCFunction_NewEx"), definition, 0, 0));
    }
}
