package dev.justjit.host;

/**
 * Keeps CPython's warning about {@code os.fork()} in a process with several threads for the programs
 * that have several Python threads. The JVM's own threads, and the one that waits until a JVM is worth its start, make
 * the process look threaded always; they neither hold Python's locks nor are missed in a child, which runs Python only.
 */
final class ForkWarningFilter {
    /** Defines the function {@code spare_fork_warnings}, which installs the filter. */
    static final String SOURCE =
            "def spare_fork_warnings():\n"
                    + "    import sys, _warnings\n"
                    + "    class JvmThreads(str):\n"
                    + "        __slots__ = ()\n"
                    + "        def match(self, text):\n"
                    + "            if not text.startswith('This process (pid='):\n"
                    + "                return None\n"
                    + "            if 'is multi-threaded, use of fork' not in text:\n"
                    + "                return None\n"
                    + "            threading = sys.modules.get('threading')\n"
                    + "            return threading is None or len(threading._active) < 2 or None\n"
                    + "    entry = ('ignore', JvmThreads(), DeprecationWarning, None, 0)\n"
                    + "    _warnings.filters.insert(0, entry)\n"
                    + "    _warnings._filters_mutated()\n";

    private ForkWarningFilter() {}

    /** Installs the filter; needs the GIL. */
    static void install() {
        PythonPath.runHelper(SOURCE + "spare_fork_warnings()\n", "<justjit.fork>");
    }
}
