package dev.justjit.host.signal;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CodeBuffer;
import dev.justjit.host.process.CodePage;
import dev.justjit.host.process.ImportSlot;
import dev.justjit.host.process.PythonPath;

/**
 * Leaves SIGSEGV, SIGBUS, SIGFPE and SIGILL to HotSpot, which needs them for null checks and
 * safepoints: {@code faulthandler.enable()} would take its handlers away.
 *
 * <p>The cell through which libpython calls {@code sigaction} is pointed to a few instructions that
 * drop the new action for these four and ask the real function otherwise. So {@code faulthandler}
 * and {@code signal} behave as ever, but a crash is reported by HotSpot. Where that cannot be done,
 * the functions of {@code faulthandler} are replaced by ones that only remember and warn. With
 * libjsig in front, handlers are chained and there is nothing to do.
 */
public final class FatalSignals {
    /** Bits 4, 7, 8 and 11: ILL, BUS, FPE and SEGV. */
    private static final int FATAL = 0x990;

    private static final String REPLACEMENT =
            "def _guard():\n"
                    + "    import faulthandler\n"
                    + "    state = [False]\n"
                    + "    def enable(file=None, all_threads=True):\n"
                    + "        'Remembered only: the JVM keeps its handlers of fatal signals.'\n"
                    + "        if not state[0]:\n"
                    + "            import warnings\n"
                    + "            warnings.warn('faulthandler.enable() has no effect in this JVM: '\n"
                    + "                'start it with libjsig.so in LD_PRELOAD', RuntimeWarning, 2)\n"
                    + "        state[0] = True\n"
                    + "    def disable():\n"
                    + "        was, state[0] = state[0], False\n"
                    + "        return was\n"
                    + "    def is_enabled():\n"
                    + "        return state[0]\n"
                    + "    faulthandler.enable = enable\n"
                    + "    faulthandler.disable = disable\n"
                    + "    faulthandler.is_enabled = is_enabled\n"
                    + "_guard()\n";

    private FatalSignals() {}

    /**
     * Guards a library that was just loaded.
     *
     * @return false when the Python functions must be replaced instead
     */
    public static boolean guard(String library) {
        if (Native.symbol("JVM_get_signal_action") != 0) {
            return true;
        }
        long slot = ImportSlot.find(library, "sigaction");
        if (slot == 0) {
            return false;
        }
        return CodePage.redirect(slot, code(Native.requireSymbol("sigaction")));
    }

    /** Without a new action, sigaction only tells the old one. */
    private static long code(long real) {
        CodeBuffer code = new CodeBuffer();
        if (CodeBuffer.isX64()) {
            // cmp edi, 31; ja +12; mov eax, FATAL; bt eax, edi; jnc +2; xor esi, esi
            code.bytes(0x83, 0xff, 0x1f, 0x77, 0x0c, 0xb8).number(FATAL, Integer.BYTES);
            code.bytes(0x0f, 0xa3, 0xf8, 0x73, 0x02, 0x31, 0xf6);
            // mov rax, REAL; jmp rax
            code.bytes(0x48, 0xb8).number(real, Long.BYTES).bytes(0xff, 0xe0);
            return code.place();
        } else if (CodeBuffer.isA64()) {
            // cmp w0, #31; b.hi +5; movz w9, FATAL; lsr w9, w9, w0; tbz w9, #0, +2; mov x1, xzr
            code.words(0x71007c1f, 0x540000a8, 0x52800009 | FATAL << 5, 0x1ac02529);
            code.words(0x36000049, 0xaa1f03e1).jumpA64(real);
            return code.place();
        }
        return 0;
    }

    /** Replaces the functions of {@code faulthandler}; needs the GIL. */
    public static void replaceFunctions() {
        PythonPath.runHelper(REPLACEMENT, "<justjit.faulthandler>");
    }
}
