package dev.justjit.host.start;

import dev.justjit.ffi.Native;

/**
 * One {@code PyConfig} of CPython 3.13: the memory, its fields by offset, and the calls on it. The
 * offsets hold for 64-bit Linux and builds with a GIL; they are the same in 3.13.0 and 3.13.5.
 */
public final class InitConfig {
    public static final int INSTALL_SIGNAL_HANDLERS = 16;
    public static final int FAULT_HANDLER = 32;
    public static final int PARSE_ARGV = 104;
    public static final int INSPECT = 188;
    public static final int INTERACTIVE = 192;
    static final int VERBOSE = 208;
    static final int QUIET = 212;
    static final int SAFE_PATH = 260;
    public static final int PROGRAM_NAME = 280;
    static final int SKIP_FIRST_LINE = 392;
    public static final int RUN_COMMAND = 400;
    public static final int RUN_MODULE = 408;
    public static final int RUN_FILENAME = 416;
    static final int SYS_PATH_0 = 424;

    private static final int SIZE = 448;

    private final long address;

    private InitConfig(long address) {
        this.address = address;
    }

    /** A fresh configuration as {@code python3} uses it. */
    public static InitConfig fresh() {
        long config = Native.allocate(SIZE);
        Native.call(Native.requireSymbol("PyConfig_InitPythonConfig"), config);
        return new InitConfig(config);
    }

    /** The configuration of the running interpreter. */
    public static InitConfig current() {
        return new InitConfig(Native.call(Native.requireSymbol("_Py_GetConfig")));
    }

    /** An int field. */
    public int flag(int offset) {
        return Native.getInt(address + offset);
    }

    /** Sets an int field. */
    public void flag(int offset, int value) {
        Native.putInt(address + offset, value);
    }

    /** Whether a string field is set. */
    public boolean hasString(int offset) {
        return Native.getLong(address + offset) != 0;
    }

    /** A {@code str} object of a string field; a new reference, or 0 with the exception set. */
    public long string(int offset) {
        long text = Native.getLong(address + offset);
        return Native.call(Native.requireSymbol("PyUnicode_FromWideChar"), text, -1);
    }

    /** Sets a string field to text in the encoding of the locale. */
    public InitStatus string(int offset, byte[] value) {
        long text = Native.cString(value);
        InitStatus status =
                StatusCall.call("PyConfig_SetBytesString", address, address + offset, text);
        Native.free(text);
        return status;
    }

    /** Gives the command line, whose first entry is the program. Pre-initialises Python. */
    public InitStatus arguments(byte[][] arguments) {
        long vector = Native.allocate(8L * (arguments.length + 1));
        for (int i = 0; i < arguments.length; i++) {
            Native.putLong(vector + 8L * i, Native.cString(arguments[i]));
        }
        InitStatus status =
                StatusCall.call("PyConfig_SetBytesArgv", address, arguments.length, vector);
        for (int i = 0; i < arguments.length; i++) {
            Native.free(Native.getLong(vector + 8L * i));
        }
        Native.free(vector);
        return status;
    }

    /** Fills in what was left out, from the environment and the command line. */
    public InitStatus read() {
        return StatusCall.call("PyConfig_Read", address);
    }

    /** Starts the interpreter on this thread, which has the GIL then. */
    public InitStatus initialize() {
        return StatusCall.call("Py_InitializeFromConfig", address);
    }

    /** Frees what belongs to a fresh configuration. */
    public void dispose() {
        Native.call(Native.requireSymbol("PyConfig_Clear"), address);
        Native.free(address);
    }
}
