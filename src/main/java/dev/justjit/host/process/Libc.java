package dev.justjit.host.process;

import dev.justjit.ffi.Native;

/** The few functions of the C library that hosting needs. */
public final class Libc {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGUSR2 = 12;
    public static final int SIGTERM = 15;

    private static final long EXIT = Native.requireSymbol("_exit");
    private static final long FLUSH = Native.requireSymbol("fflush");
    private static final long SIGACTION = Native.requireSymbol("sigaction");
    private static final long KILL = Native.requireSymbol("kill");
    private static final long GETPID = Native.requireSymbol("getpid");
    private static final long IS_A_TTY = Native.requireSymbol("isatty");
    private static final long GET_ENV = Native.requireSymbol("getenv");
    private static final int LC_ALL = 6;
    private static final int SET_FLAGS = 2;
    private static final int CLOSE_ON_EXEC = 1;
    private static final int PRIVATE_ANONYMOUS_NORESERVE = 0x4022;

    /** Size of {@code struct sigaction}; the handler comes first, and all zeros mean the default. */
    private static final int SIGACTION_BYTES = 152;

    private static final long DEFAULT = 0;
    private static final long IGNORE = 1;

    private Libc() {}

    /** The kernel's number of this process: asked anew, since a fork changes it. */
    public static int processId() {
        return (int) Native.call(GETPID);
    }

    /** The kernel's number of the calling thread, or 0 with a library that does not tell. */
    public static long threadId() {
        long function = Native.symbol("gettid");
        return function == 0 ? 0 : (int) Native.call(function);
    }

    /** Whether a descriptor is one of a terminal. */
    public static boolean isTerminal(int descriptor) {
        return (int) Native.call(IS_A_TTY, descriptor) != 0;
    }

    /** Writes out the buffers of all C streams. */
    public static void flushStreams() {
        Native.call(FLUSH, 0);
    }

    /** Ends the process at once: no Java or C exit handlers. Safe in a forked child. */
    public static void exitNow(int status) {
        Native.call(EXIT, status);
    }

    /** Whether there is room for so many bytes more. */
    public static boolean hasAddressSpace(long bytes) {
        long place =
                Native.call(
                        Native.requireSymbol("mmap"),
                        0,
                        bytes,
                        0,
                        PRIVATE_ANONYMOUS_NORESERVE,
                        -1,
                        0);
        if (place == -1) {
            return false;
        }
        Native.call(Native.requireSymbol("munmap"), place, bytes);
        return true;
    }

    /** Keeps a descriptor from the programs that the process starts. */
    public static void closeOnExec(int descriptor) {
        Native.call(Native.requireSymbol("fcntl"), descriptor, SET_FLAGS, CLOSE_ON_EXEC);
    }

    /** Ends the process by a signal, so that its parent sees that. */
    public static void killWith(int signal) {
        long action = Native.allocate(SIGACTION_BYTES);
        Native.call(SIGACTION, signal, action, 0);
        Native.call(KILL, processId(), signal);
        Native.free(action);
    }

    /** Whether a signal has neither its default action nor is ignored. */
    public static boolean isHandled(int signal) {
        long action = Native.allocate(SIGACTION_BYTES);
        Native.call(SIGACTION, signal, 0, action);
        long handler = Native.getLong(action);
        Native.free(action);
        return handler != DEFAULT && handler != IGNORE;
    }

    /** Gives a signal its default action, unless our parent made us ignore it. */
    public static void defaultSignal(int signal) {
        if (isHandled(signal)) {
            long standard = Native.allocate(SIGACTION_BYTES);
            Native.call(SIGACTION, signal, standard, 0);
            Native.free(standard);
        }
    }

    /** Goes back to the locale that a C program starts with. */
    public static void resetLocale() {
        long text = Native.cString("C");
        Native.call(Native.requireSymbol("setlocale"), LC_ALL, text);
        Native.free(text);
    }

    /** An environment variable as it is now in C; empty when not set. */
    public static String environment(String name) {
        long text = Native.cString(name);
        long value = Native.call(GET_ENV, text);
        Native.free(text);
        return Native.cString(value);
    }

    /** Sets a variable that C code of this process sees; an empty value removes it. Not for two threads at once. */
    public static void setEnvironment(String name, String value) {
        long text = Native.cString(name);
        if (value.isEmpty()) {
            Native.call(Native.requireSymbol("unsetenv"), text);
        } else {
            long content = Native.cString(value);
            Native.call(Native.requireSymbol("setenv"), text, content, 1);
            Native.free(content);
        }
        Native.free(text);
    }
}
