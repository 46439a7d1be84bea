package dev.justjit.host;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.Libc;
import dev.justjit.host.start.Environment;
import dev.justjit.host.start.ExitStatus;
import dev.justjit.host.start.InitConfig;
import dev.justjit.host.start.InitStatus;

/**
 * Body of the Python thread of a program run: initialise from a command line, run the main module,
 * finalize, leave the process. The order of things is that of CPython's {@code Py_RunMain}.
 */
final class MainProgram implements Runnable {
    /** What Python reports when flushing its files at the end fails. */
    private static final int FLUSH_FAILED = 120;

    private final PythonHost host;
    private final byte[][] commandLine;

    MainProgram(PythonHost host, byte[][] commandLine) {
        this.host = host;
        this.commandLine = commandLine;
    }

    @Override
    public void run() {
        int status = 1;
        try {
            status = runToEnd();
        } catch (RuntimeException | Error failure) {
            System.err.println("justjit: internal error: " + failure);
        }
        Libc.flushStreams();
        if (Boolean.getBoolean("justjit.archive")) {
            System.exit(status); // the JVM writes an archive of class data on its own way out only
        }
        Libc.exitNow(status);
    }

    private int runToEnd() {
        Environment.prepare(host.signals());
        InitConfig config = InitConfig.fresh();
        InitStatus status = initialize(config);
        config.dispose();
        if (status.exit()) {
            return status.exitCode();
        }
        if (status.failed() && isInterrupted()) {
            System.err.println("KeyboardInterrupt");
            return endInterrupted();
        }
        if (status.failed()) {
            System.err.println("Fatal Python error: " + status.message());
            System.err.println("Python runtime state: preinitializing");
            System.err.println();
            return 1;
        }
        int process = Libc.processId();
        MainModule main = new MainModule(host);
        int exitCode = runMain(main);
        host.signals().release(); // there may have been nothing to run
        if (Libc.processId() == process) {
            host.detaching();
        }
        if ((int) Native.call(Native.requireSymbol("Py_FinalizeEx")) < 0) {
            exitCode = FLUSH_FAILED;
        }
        if (Libc.processId() == process) {
            System.out.flush();
            System.err.flush();
        }
        if (main.interrupted()) {
            return endInterrupted();
        }
        return exitCode;
    }

    /** Attaches the compiler, unless an interrupt has got through to Python already. */
    private int runMain(MainModule main) {
        host.signals().attaching();
        if ((int) Native.call(Native.requireSymbol("Py_MakePendingCalls")) == -1) {
            return main.failed();
        }
        host.attached();
        System.out.flush();
        System.err.flush();
        return main.run();
    }

    /** Whether a KeyboardInterrupt is what Python could not start for. */
    private static boolean isInterrupted() {
        long thread = Native.call(Native.requireSymbol("PyThreadState_GetUnchecked"));
        return thread != 0 && ExitStatus.isInterrupt();
    }

    private static int endInterrupted() {
        Libc.flushStreams();
        Libc.killWith(Libc.SIGINT);
        return 128 + Libc.SIGINT;
    }

    private InitStatus initialize(InitConfig config) {
        InitStatus status = config.arguments(commandLine);
        if (status.ok()) {
            status = config.read();
        }
        if (!status.ok()) {
            return status;
        }
        boolean faultHandler = config.flag(InitConfig.FAULT_HANDLER) > 0;
        if (faultHandler && !host.fatalSignalsGuarded()) {
            config.flag(InitConfig.FAULT_HANDLER, 0);
        }
        return config.initialize();
    }
}
