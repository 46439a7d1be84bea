package dev.justjit.host.fork;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.PythonPath;

/**
 * Runs the main code so that a forked child never comes back to Java.
 *
 * <p>In a child only the forking thread exists: a lock of the JVM that another thread held stays held,
 * and the first safepoint waits for ever. So a few instructions make the call; when it returns in
 * another process than it began in, they report the exception, finalize Python and leave, with
 * CPython's functions alone. On a machine without such code the child takes its chances in Java.
 */
public final class ForkGuard {
    private static final String FINISH =
            "def finish(error):\n"
                    + "    import sys\n"
                    + "    for stream in (sys.stderr, sys.stdout):\n"
                    + "        try:\n"
                    + "            stream.flush()\n"
                    + "        except BaseException:\n"
                    + "            pass\n"
                    + "    if error is None:\n"
                    + "        return 0\n"
                    + "    if isinstance(error, SystemExit):\n"
                    + "        code = getattr(error, 'code', error)\n"
                    + "        if code is None:\n"
                    + "            return 0\n"
                    + "        if isinstance(code, int):\n"
                    + "            return code & 255 if -1 << 63 <= code < 1 << 63 else 255\n"
                    + "        print(code, file=sys.stderr)\n"
                    + "        return 1\n"
                    + "    try:\n"
                    + "        sys.excepthook(type(error), error, error.__traceback__)\n"
                    + "    except BaseException as second:\n"
                    + "        print('Error in sys.excepthook:', file=sys.stderr)\n"
                    + "        inner = second.__traceback__.tb_next\n"
                    + "        sys.__excepthook__(type(second), second.with_traceback(inner), inner)\n"
                    + "        print('\\nOriginal exception was:', file=sys.stderr)\n"
                    + "        sys.__excepthook__(type(error), error, error.__traceback__)\n"
                    + "    return 256 if type(error) is KeyboardInterrupt else 1\n";

    private final long entry;

    private ForkGuard(long entry) {
        this.entry = entry;
    }

    /** Made by the thread that will call, in the process that counts as the parent; needs the GIL. */
    public static ForkGuard create() {
        long finish = PythonPath.helperFunction(FINISH, "<justjit.fork>", "finish");
        return new ForkGuard(finish == 0 ? 0 : ForkGuardCode.place(finish));
    }

    /** Calls {@code function(a, b, c, d)}. */
    public long call(long function, long a, long b, long c, long d) {
        return entry == 0
                ? Native.call(function, a, b, c, d)
                : Native.call(entry, function, a, b, c, d);
    }
}
