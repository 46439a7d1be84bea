package dev.justjit.host;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CodePage;

/** Checks of what hosting and compiling need from the system; for {@code doctor}. */
public final class HostCheck {
    private static final int ANSWER = 42;
    private static final byte[] X64 = {(byte) 0xb8, ANSWER, 0, 0, 0, (byte) 0xc3};
    private static final byte[] A64 = {
        0x40, 0x05, (byte) 0x80, 0x52, (byte) 0xc0, 0x03, 0x5f, (byte) 0xd6
    };

    private HostCheck() {}

    /** Writes a function to fresh memory, makes it executable and calls it: "ok" or what failed. */
    public static String codeMemory() {
        byte[] function;
        String arch = System.getProperty("os.arch", "");
        if ("amd64".equals(arch)) {
            function = X64;
        } else if ("aarch64".equals(arch)) {
            function = A64;
        } else {
            return "no code can be made for " + arch;
        }
        long address = CodePage.of(function);
        if (address == 0) {
            return "the system refuses executable memory";
        }
        return (int) Native.call(address) == ANSWER ? "ok" : "executable memory does not work";
    }

    /** What becomes of {@code faulthandler.enable()} and crashes. */
    public static String fatalSignals(PythonHost host) {
        if (Native.symbol("JVM_get_signal_action") != 0) {
            return "chained by libjsig";
        }
        return host.fatalSignalsGuarded()
                ? "kept by the JVM"
                : "kept by the JVM, faulthandler.enable() only warns";
    }

    /** Version of the loaded CPython, as {@code sys.version} has it. */
    public static String pythonVersion() {
        return Native.cString(Native.call(Native.requireSymbol("Py_GetVersion")));
    }
}
