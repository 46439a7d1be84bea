package dev.justjit.host;

import dev.justjit.ffi.Native;

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
        Libc.exitNow(status);
    }

    private int runToEnd() {
        Environment.prepare();
        InitConfig config = InitConfig.fresh();
        InitStatus status = initialize(config);
        config.dispose();
        if (status.exit()) {
            return status.exitCode();
        }
        if (status.failed()) {
            System.err.println("Fatal Python error: " + status.message());
            System.err.println("Python runtime state: preinitializing");
            System.err.println();
            return 1;
        }
        host.attached();
        int process = Libc.processId();
        System.out.flush();
        System.err.flush();
        MainModule main = new MainModule(host);
        int exitCode = main.run();
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
            Libc.flushStreams();
            Libc.killWith(Libc.SIGINT);
            return 128 + Libc.SIGINT;
        }
        return exitCode;
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
