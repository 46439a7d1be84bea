"""What a fork in this process is to be like without a compiler's threads. Imported before the first one."""

import sys

import _warnings

_THREADS = "is multi-threaded, use of fork"


class _OfOurThreads(str):
    """In place of a pattern: the warning of a fork in a process with several threads, if none is the program's."""

    __slots__ = ()

    def match(self, text):
        """As a pattern has it."""
        if not text.startswith("This process (pid=") or _THREADS not in text:
            return None
        threading = sys.modules.get("threading")
        return threading is None or len(threading._active) < 2 or None


_FILTER = ("ignore", _OfOurThreads(), DeprecationWarning, None, 0)


def before():
    """CPython counts the threads of the system, and would warn of ours; it does so after all hooks."""
    module = sys.modules.get("warnings", _warnings)
    filters = module.filters
    if not filters or filters[0] is not _FILTER:
        filters.insert(0, _FILTER)
        module._filters_mutated()
