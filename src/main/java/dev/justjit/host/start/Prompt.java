package dev.justjit.host.start;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import dev.justjit.host.process.Libc;

/** The interactive side of {@code python3}. */
public final class Prompt {
    private Prompt() {}

    /** Imports line editing, if standard input is a terminal. */
    public static void importReadline() {
        if (Libc.isTerminal(0)) {
            CApi.decRef(CApi.importModule("readline"));
            CApi.clearError();
            CApi.decRef(CApi.importModule("rlcompleter"));
            CApi.clearError();
        }
    }

    /** Prints the two lines of version and help, where {@code python3} does. */
    public static void header(InitConfig config) {
        boolean interactive = Libc.isTerminal(0) || config.flag(InitConfig.INTERACTIVE) != 0;
        if (config.flag(InitConfig.QUIET) != 0
                || !(interactive || config.flag(InitConfig.VERBOSE) != 0)) {
            return;
        }
        String version = Native.cString(Native.call(Native.requireSymbol("Py_GetVersion")));
        String platform = Native.cString(Native.call(Native.requireSymbol("Py_GetPlatform")));
        System.err.println("Python " + version + " on " + platform);
        System.err.println(
                "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.");
        System.err.flush();
    }

    /** Runs the file that PYTHONSTARTUP names; its errors are printed and forgotten. */
    public static void runStartup() {
        String file = Libc.environment("PYTHONSTARTUP");
        if (file.isEmpty()) {
            return;
        }
        long path = Native.cString(file);
        long mode = Native.cString("r");
        long stream = Native.call(Native.requireSymbol("fopen"), path, mode);
        if (stream == 0) {
            System.err.println("Could not open PYTHONSTARTUP");
        } else {
            Native.call(Native.requireSymbol("PyRun_SimpleFileExFlags"), stream, path, 1, 0);
            CApi.clearError();
        }
        Native.free(mode);
        Native.free(path);
    }

    /** Calls {@code sys.__interactivehook__}. */
    public static void runHook() {
        long hook = CApi.sys("__interactivehook__");
        if (hook == 0) {
            return;
        }
        long result = CApi.call(hook);
        if (result == 0) {
            System.err.println("Failed calling sys.__interactivehook__");
            ExitStatus.report(false);
        }
        CApi.decRef(result);
    }

    /** The plain read-eval-print loop on C's standard input. */
    public static int loop() {
        long stream = Native.getLong(Native.requireSymbol("stdin"));
        long name = Native.cString("<stdin>");
        long flags = Native.allocate(8);
        Native.putInt(flags + 4, 13);
        long run = Native.requireSymbol("PyRun_AnyFileExFlags");
        int result = (int) Native.call(run, stream, name, 0, flags);
        Native.free(flags);
        Native.free(name);
        return result == 0 ? 0 : 1;
    }

    /** Opens the prompt after a program that was run with -i or PYTHONINSPECT. */
    public static int inspect(InitConfig config, int status, boolean ranCode) {
        if (config.flag(InitConfig.INSPECT) == 0 && Libc.environment("PYTHONINSPECT").isEmpty()) {
            return status;
        }
        boolean terminal = Libc.isTerminal(0);
        if (!ranCode || !(terminal || config.flag(InitConfig.INTERACTIVE) != 0)) {
            return status;
        }
        config.flag(InitConfig.INSPECT, 0);
        runHook();
        return loop();
    }
}
