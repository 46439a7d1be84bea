package dev.justjit.host;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import dev.justjit.host.process.Libc;
import dev.justjit.host.start.ExitStatus;
import dev.justjit.host.start.InitConfig;
import dev.justjit.host.start.Prompt;
import dev.justjit.host.start.Sources;
import dev.justjit.host.start.SysPath;
import java.io.File;
import java.nio.charset.StandardCharsets;

/**
 * Runs the main module: a script, a folder or zip file, {@code -m}, {@code -c}, standard input or the
 * interactive prompt. Scripts, commands and piped input run through the host's {@link MainRunner}
 * with no Python frame below them, so their tracebacks are those of {@code python3}.
 */
final class MainModule {
    private final PythonHost host;
    private final InitConfig config = InitConfig.current();
    private boolean interrupted;

    MainModule(PythonHost host) {
        this.host = host;
    }

    /** True when the program ended by a KeyboardInterrupt that nobody caught. */
    boolean interrupted() {
        return interrupted;
    }

    /** Runs it and returns the exit status. */
    int run() {
        long importer = 0;
        if (config.hasString(InitConfig.RUN_FILENAME)) {
            importer = importerPath();
            if (importer == -1) {
                System.err.println("Failed checking if argv[0] is an import path entry");
                return printError();
            }
        }
        if (importer == 0 && !hasCode()) {
            Prompt.importReadline();
        }
        SysPath.prepend(config, importer);
        if (!hasCode()) {
            Prompt.header(config);
        }
        long interpreter = Native.call(Native.requireSymbol("PyInterpreterState_Get"));
        Native.call(Native.requireSymbol("_PyInterpreterState_SetRunningMain"), interpreter);
        int status = dispatch(importer);
        status = Prompt.inspect(config, status, hasCode());
        Native.call(Native.requireSymbol("_PyInterpreterState_SetNotRunningMain"), interpreter);
        return status;
    }

    /** Reports the exception that is set in place of running, and returns the exit status. */
    int failed() {
        return finish(0);
    }

    private boolean hasCode() {
        return config.hasString(InitConfig.RUN_FILENAME)
                || config.hasString(InitConfig.RUN_COMMAND)
                || config.hasString(InitConfig.RUN_MODULE);
    }

    private int dispatch(long importer) {
        if (config.hasString(InitConfig.RUN_COMMAND)) {
            return runCommand(config.string(InitConfig.RUN_COMMAND));
        }
        if (config.hasString(InitConfig.RUN_MODULE)) {
            return runModule(config.string(InitConfig.RUN_MODULE), true);
        }
        if (importer != 0) {
            return runModule(CApi.unicode("__main__"), false);
        }
        if (config.hasString(InitConfig.RUN_FILENAME)) {
            return runFile(config.string(InitConfig.RUN_FILENAME));
        }
        return runStandardInput();
    }

    /** The path when it is a folder or zip file, 0 when it is a plain file, -1 on an error. */
    private long importerPath() {
        long path = config.string(InitConfig.RUN_FILENAME);
        if (path == 0) {
            return -1;
        }
        long importer = Native.call(Native.requireSymbol("PyImport_GetImporter"), path);
        CApi.decRef(importer);
        if (importer == 0 || importer == CApi.NONE) {
            CApi.decRef(path);
            return importer == 0 ? -1 : 0;
        }
        return path;
    }

    private int runModule(long name, boolean setArguments) {
        if (!audit("cpython.run_module", name)) {
            return printError();
        }
        long function = CApi.importAttribute("runpy", "_run_module_as_main");
        long result = 0;
        if (function != 0) {
            long call = Native.requireSymbol("PyObject_CallFunctionObjArgs");
            long set = setArguments ? CApi.TRUE : CApi.FALSE;
            result = host.callMain(call, function, name, set, 0);
        }
        CApi.decRef(function);
        CApi.decRef(name);
        return finish(result);
    }

    private int runCommand(long command) {
        if (!audit("cpython.run_command", command)) {
            return printError();
        }
        long utf8 = Native.call(Native.requireSymbol("PyUnicode_AsUTF8"), command);
        if (utf8 == 0) {
            System.err.println("Unable to decode the command from the command line:");
            return printError();
        }
        byte[] source = Sources.zeroTerminated(utf8);
        long name = CApi.unicode("<string>");
        long code = CApi.compile(source, name, CApi.FILE_INPUT, CApi.IGNORE_COOKIE);
        if (code != 0 && !registerSource(code, source, name)) {
            CApi.decRef(code);
            code = 0;
        }
        CApi.decRef(name);
        return execute(code);
    }

    /** Lets tracebacks show the lines of a command. */
    private static boolean registerSource(long code, byte[] source, long name) {
        long register = CApi.importAttribute("linecache", "_register_code");
        if (register == 0) {
            return false;
        }
        long text = CApi.unicode(new String(source, StandardCharsets.UTF_8));
        long result = CApi.call(register, code, text, name);
        CApi.decRef(register);
        CApi.decRef(text);
        CApi.decRef(result);
        return result != 0;
    }

    private int runFile(long fileName) {
        if (!audit("cpython.run_file", fileName)) {
            return printError();
        }
        if (!new File(CApi.text(fileName)).isFile()) {
            host.signals().release(); // to open or read it may take for ever
        }
        Sources source = Sources.read(fileName, config);
        if (source.exitStatus() != 0) {
            return source.exitStatus() == Sources.RAISED ? printError() : source.exitStatus();
        }
        if ((int) Native.call(Native.requireSymbol("Py_MakePendingCalls")) == -1) {
            return printError();
        }
        return runSource(source, fileName);
    }

    private int runSource(Sources source, long fileName) {
        long globals = CApi.mainDict();
        boolean named = CApi.getItem(globals, "__file__") == 0;
        if (named) {
            CApi.setItem(globals, "__file__", fileName);
            CApi.setItem(globals, "__cached__", CApi.NONE);
        }
        int status;
        if (source.isCompiled()) {
            setLoader(globals, fileName, "SourcelessFileLoader");
            status = execute(source.unmarshal());
        } else {
            if (!source.isStandardInput()) {
                setLoader(globals, fileName, "SourceFileLoader");
            }
            long code = source.compile(fileName);
            status = code == 0 ? source.reportError(fileName) : execute(code);
        }
        if (named) {
            removeItem(globals, "__file__");
            removeItem(globals, "__cached__");
        }
        CApi.decRef(fileName);
        return status;
    }

    private static void removeItem(long dict, String key) {
        long name = Native.cString(key);
        Native.call(Native.requireSymbol("PyDict_PopString"), dict, name, 0);
        Native.free(name);
        CApi.clearError();
    }

    private static void setLoader(long globals, long fileName, String type) {
        long loaderType = CApi.importAttribute("_frozen_importlib_external", type);
        long name = CApi.unicode("__main__");
        long loader = loaderType == 0 ? 0 : CApi.call(loaderType, name, fileName);
        if (loader == 0 || !CApi.setItem(globals, "__loader__", loader)) {
            CApi.clearError();
            System.err.println("python: failed to set __main__.__loader__");
        }
        CApi.decRef(loader);
        CApi.decRef(name);
        CApi.decRef(loaderType);
    }

    private int runStandardInput() {
        host.signals().release();
        boolean terminal = Libc.isTerminal(0);
        if (terminal || config.flag(InitConfig.INTERACTIVE) != 0) {
            config.flag(InitConfig.INSPECT, 0);
            Prompt.runStartup();
            Prompt.runHook();
        }
        if ((int) Native.call(Native.requireSymbol("Py_MakePendingCalls")) == -1
                || !audit("cpython.run_stdin", 0)) {
            return printError();
        }
        if (terminal && Libc.environment("PYTHON_BASIC_REPL").isEmpty()) {
            return runModule(CApi.unicode("_pyrepl"), false);
        }
        if (terminal || config.flag(InitConfig.INTERACTIVE) != 0) {
            return Prompt.loop();
        }
        Sources source = Sources.standardInput();
        return source.exitStatus() == Sources.RAISED
                ? printError()
                : runSource(source, CApi.unicode("<stdin>"));
    }

    private static boolean audit(String event, long argument) {
        long name = Native.cString(event);
        long format = argument == 0 ? 0 : Native.cString("O");
        long audit = Native.requireSymbol("PySys_Audit");
        boolean allowed = (int) Native.call(audit, name, format, argument) >= 0;
        Native.free(name);
        Native.free(format);
        return allowed;
    }

    /** Runs compiled code, or reports the error that is set when there is none. */
    private int execute(long code) {
        long result = 0;
        if (code != 0 && audit("exec", code)) {
            long globals = CApi.mainDict();
            if (CApi.getItem(globals, "__builtins__") == 0) {
                long builtins = CApi.importModule("builtins");
                CApi.setItem(globals, "__builtins__", builtins);
                CApi.decRef(builtins);
            }
            result = host.runMain(code, globals);
        }
        CApi.decRef(code);
        return finish(result);
    }

    private int finish(long result) {
        noteInterrupt();
        ExitStatus.flush();
        if (result == 0) {
            return printError();
        }
        CApi.decRef(result);
        return 0;
    }

    private void noteInterrupt() {
        interrupted |= ExitStatus.isInterrupt();
    }

    private int printError() {
        noteInterrupt();
        return ExitStatus.report(config.flag(InitConfig.INSPECT) != 0);
    }
}
