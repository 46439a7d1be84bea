package dev.justjit.host.start;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;

/** The first entry of sys.path, which depends on how the program was named. */
public final class SysPath {
    private SysPath() {}

    /**
     * Puts the first entry in.
     *
     * @param importer a {@code str}: the folder or zip file that is run, whose reference is taken; 0
     *     to work it out from {@code sys.argv[0]}
     */
    public static void prepend(InitConfig config, long importer) {
        long entry = importer;
        if (importer == 0 && config.flag(InitConfig.SAFE_PATH) == 0) {
            entry = fromArguments();
        }
        if (entry == 0) {
            return;
        }
        long encoded = Native.call(Native.requireSymbol("PyUnicode_EncodeFSDefault"), entry);
        if (encoded != 0) {
            long text = Native.call(Native.requireSymbol("PyBytes_AsString"), encoded);
            config.string(InitConfig.SYS_PATH_0, Sources.zeroTerminated(text));
        }
        CApi.decRef(encoded);
        long path = CApi.sys("path");
        if (path != 0) {
            Native.call(Native.requireSymbol("PyList_Insert"), path, 0, entry);
        }
        CApi.decRef(entry);
        CApi.clearError();
    }

    private static long fromArguments() {
        long arguments = CApi.sys("argv");
        if (arguments == 0) {
            return 0;
        }
        long first = Native.call(Native.requireSymbol("PyList_GetItem"), arguments, 0);
        if (first == 0) {
            CApi.clearError();
            return 0;
        }
        String name = CApi.text(first);
        if (name.equals("-m")) {
            return workingDirectory();
        }
        if (name.equals("-c")) {
            return CApi.unicode("");
        }
        return folderOf(first);
    }

    private static long workingDirectory() {
        long folder = Native.call(Native.requireSymbol("getcwd"), 0, 0);
        if (folder == 0) {
            return 0;
        }
        long entry = CApi.fileName(Sources.zeroTerminated(folder));
        Native.call(Native.requireSymbol("free"), folder);
        return entry;
    }

    /** The folder of a script, symbolic links resolved; the empty string when it has none. */
    private static long folderOf(long script) {
        long encoded = Native.call(Native.requireSymbol("PyUnicode_EncodeFSDefault"), script);
        if (encoded == 0) {
            CApi.clearError();
            return 0;
        }
        long text = Native.call(Native.requireSymbol("PyBytes_AsString"), encoded);
        long real = Native.call(Native.requireSymbol("realpath"), text, 0);
        byte[] path = Sources.zeroTerminated(real == 0 ? text : real);
        if (real != 0) {
            Native.call(Native.requireSymbol("free"), real);
        }
        CApi.decRef(encoded);
        int end = path.length;
        while (end > 0 && path[end - 1] != '/') {
            end--;
        }
        if (end > 1) {
            end--;
        }
        return CApi.fileName(java.util.Arrays.copyOf(path, end));
    }
}
