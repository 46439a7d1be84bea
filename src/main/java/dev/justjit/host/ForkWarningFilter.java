package dev.justjit.host;

/**
 * Keeps CPython's warning about {@code os.fork()} in a process with several threads for the programs
 * that have several Python threads. The JVM's own threads, and the one that waits until a JVM is worth its start, make
 * the process look threaded always; they neither hold Python's locks nor are missed in a child, which runs Python only.
 */
final class ForkWarningFilter {
    /**
     * Defines the function {@code spare_fork_warnings}, which installs the filter, before all others. To be called
     * before each fork or once: then filters that the program installs go before it.
     */
    static final String SOURCE =
            """
            def spare_fork_warnings(kept=[]):
                import sys, _warnings
                class JvmThreads(str):
                    __slots__ = ()
                    def match(self, text):
                        if not text.startswith('This process (pid='):
                            return None
                        if 'is multi-threaded, use of fork' not in text:
                            return None
                        threading = sys.modules.get('threading')
                        return threading is None or len(threading._active) < 2 or None
                if not kept:
                    kept.append(('ignore', JvmThreads(), DeprecationWarning, None, 0))
                module = sys.modules.get('warnings', _warnings)
                filters = module.filters
                if not filters or filters[0] is not kept[0]:
                    filters.insert(0, kept[0])
                    module._filters_mutated()
            """;

    private ForkWarningFilter() {}

    /** Installs the filter; needs the GIL. */
    static void install() {
        PythonPath.runHelper(SOURCE + "spare_fork_warnings()\n", "<justjit.fork>");
    }
}
