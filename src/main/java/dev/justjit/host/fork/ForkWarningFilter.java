package dev.justjit.host.fork;

import dev.justjit.host.process.PythonPath;

/**
 * Keeps CPython's warning about {@code os.fork()} in a process with several threads for the programs that have
 * several, of Python or of libraries. The JVM's own threads, and the one that waits until a JVM is worth its start,
 * make the process look threaded always; they neither hold Python's locks nor are missed in a child, which runs Python
 * only. They are known by signals that they have blocked in both hosts: alarm, child and the first of the user's. (Those
 * that end a JVM, and quit, are HotSpot's matter: which of its threads have them blocked depends on {@code -Xrs} and
 * on what the process was started with.) A library's thread is taken for one of them until it has begun to run: the C
 * library starts threads with all signals blocked.
 */
public final class ForkWarningFilter {
    /**
     * Defines the function {@code spare_fork_warnings}, which installs the filter, before all others. To be called
     * before each fork or once: then filters that the program installs go before it.
     */
    public static final String SOURCE =
            """
            def spare_fork_warnings(kept=[]):
                import sys, _thread, _warnings
                def is_jvms(task):
                    import posix
                    try:
                        file = posix.open(f'/proc/self/task/{task}/status', posix.O_RDONLY | posix.O_CLOEXEC)
                        try:
                            text = posix.read(file, 4096)
                        finally:
                            posix.close(file)
                        return not ~int(text.partition(b'SigBlk:')[2].split(None, 1)[0], 16) & 0x12200
                    except (OSError, IndexError):  # it has ended meanwhile
                        return True
                def others_are_jvms():
                    import posix
                    own = str(_thread.get_native_id())
                    try:
                        return all(task == own or is_jvms(task) for task in posix.listdir('/proc/self/task'))
                    except OSError:
                        return True
                class JvmThreads(str):
                    __slots__ = ()
                    def match(self, text):
                        if not text.startswith('This process (pid='):
                            return None
                        if 'is multi-threaded, use of fork' not in text:
                            return None
                        threading = sys.modules.get('threading')
                        if threading is not None and len(threading._active) > 1:
                            return None
                        return others_are_jvms() or None
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
    public static void install() {
        PythonPath.runHelper(SOURCE + "spare_fork_warnings()\n", "<justjit.fork>");
    }
}
