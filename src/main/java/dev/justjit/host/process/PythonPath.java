package dev.justjit.host.process;

import dev.justjit.ffi.Native;
import java.io.File;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;

/** Makes the Python package {@code justjit} importable: its place goes to the end of sys.path. */
public final class PythonPath {
    private static final String PROPERTY = "justjit.python.path";

    /** An interrupt of the program was raised in a helper; guarded by the GIL. */
    private static boolean interrupted;

    private PythonPath() {}

    /** Appends the package's place, if there is one; needs the GIL. */
    public static void append() {
        String place = place();
        if (place.isEmpty()) {
            return;
        }
        long path = CApi.sys("path");
        long entry = CApi.fileName(place.getBytes(StandardCharsets.UTF_8));
        if (path != 0 && entry != 0) {
            Native.call(Native.requireSymbol("PyList_Append"), path, entry);
        }
        CApi.decRef(entry);
        CApi.clearError();
    }

    /** The jar, or the folder that holds the package, or the empty string. */
    public static String place() {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return given;
        }
        CodeSource source = PythonPath.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null || !"file".equals(location.getProtocol())) {
            return "";
        }
        File file;
        try {
            file = new File(location.toURI());
        } catch (java.net.URISyntaxException | IllegalArgumentException odd) {
            return "";
        }
        if (file.isFile() || new File(file, "justjit/__init__.py").isFile()) {
            return file.getPath();
        }
        File module = file.getParentFile();
        for (int i = 0; i < 3 && module != null; i++, module = module.getParentFile()) {
            File sources = new File(module, "src/main/python");
            if (sources.isDirectory()) {
                return sources.getPath();
            }
        }
        return "";
    }

    /** Runs a few lines of Python in a dictionary of their own; errors are printed. */
    public static void runHelper(String source, String name) {
        CApi.decRef(helperDictionary(source, name));
    }

    /** Runs a few lines of Python and gives one thing they define: a new reference, or 0. */
    public static long helperFunction(String source, String name, String function) {
        long dict = helperDictionary(source, name);
        long object = CApi.incRef(CApi.getItem(dict, function));
        CApi.decRef(dict);
        return object;
    }

    /** Lets an interrupt that was raised in a helper come again, when the program begins. */
    public static void repeatInterrupt() {
        if (interrupted) {
            interrupted = false;
            Native.call(Native.requireSymbol("PyErr_SetInterrupt"));
        }
    }

    /** Whether an interrupt, which a thread that does not hold signals has noted, was raised here. */
    private static boolean wasInterrupted() {
        long type = Native.getLong(Native.requireSymbol("PyExc_KeyboardInterrupt"));
        if ((int) Native.call(Native.requireSymbol("PyErr_ExceptionMatches"), type) == 0) {
            return false;
        }
        Native.call(Native.requireSymbol("PyErr_Clear"));
        return true;
    }

    private static long helperDictionary(String source, String name) {
        long fileName = CApi.unicode(name);
        byte[] utf8 = source.getBytes(StandardCharsets.UTF_8);
        long code = CApi.compile(utf8, fileName, CApi.FILE_INPUT, 0);
        CApi.decRef(fileName);
        long dict = Native.call(Native.requireSymbol("PyDict_New"));
        CApi.setItem(dict, "__builtins__", CApi.builtins());
        long result = code == 0 ? 0 : CApi.evalCode(code, dict, dict);
        if (result == 0 && code != 0 && wasInterrupted()) {
            result = CApi.evalCode(code, dict, dict);
            interrupted = true;
        }
        if (result == 0) {
            CApi.printError();
        }
        CApi.decRef(result);
        CApi.decRef(code);
        return dict;
    }
}
