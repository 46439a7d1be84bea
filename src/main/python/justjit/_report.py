"""The report of a run: ``run --report``, ``run --top`` and `justjit.report`. Loaded only where one is wanted.

`begin` starts the sampler before the program; the report is made when Python ends, after the program's own
exit handlers, and before the compiler goes. A process that ends without Python's end (os._exit, a signal)
writes none, and neither does a forked child.
"""

import errno
import os
import stat
import sys
import time

from justjit import _places, _service

REPORT = "JUSTJIT_REPORT"
TOP = "JUSTJIT_TOP"
_ENDINGS = (".html", ".htm", ".json")
_TOP_FUNCTIONS = 20

_run = None  # what is being observed


class _Run:
    """One observed run of a program."""

    def __init__(self, path, top):
        self.path = path
        self.top = top
        self.process = os.getpid()
        self.began = time.monotonic_ns()
        self.time = time.time()
        self.sampler = None
        self.problem = None
        self.stored = None  # start and size of memory with code of earlier runs
        self.data = None
        self.ended = None  # the moment on the monotonic clock, and the processor time
        self.done = False
        try:
            from justjit._sampler import Sampler

            self.sampler = Sampler()
        except OSError as error:
            self.problem = str(error)

    def attached(self, module):
        base, size = map(int, module.observe().split())
        if self.sampler is not None:
            self.sampler.set_code_memory(base, size)

    def stored_code(self, base, size):
        self.stored = base, size
        if self.sampler is not None:
            self.sampler.set_code_memory(base, size)

    def collect(self):
        """The dict, as of now."""
        now = self.ended or (time.monotonic_ns(), time.process_time())
        from justjit import _reportdata

        return _reportdata.collect(self, *now)

    def stop(self):
        if self.ended is None:
            self.ended = time.monotonic_ns(), time.process_time()
            if self.sampler is not None:
                self.sampler.stop()

    def finish(self):
        if self.done or os.getpid() != self.process:
            return
        self.done = True
        self.stop()
        data = self.data or self.collect()
        self.data = None
        if self.path is not None:
            try:
                _write(self.path, data)
            except OSError as error:
                _service.say(_refusal(self.path, error))
        if self.top:
            from justjit import _reporttop

            _service.say(_reporttop.text(data, _TOP_FUNCTIONS))


def begin_by_java(asked):
    """In a JVM that has loaded Python: "1" or "" for the terminal, a line feed, the path or ""."""
    top, _, path = asked.partition("\n")
    begin(path, bool(top))


def begin(path=None, top=False):
    """What is asked for here, and by JUSTJIT_REPORT and JUSTJIT_TOP; children of the program do not inherit it.

    Where the report cannot be written the process ends with one line and status 2.
    """
    global _run
    path = os.environ.pop(REPORT, None) or path or None
    top = bool(os.environ.pop(TOP, None)) or top
    if _run is not None or not (path or top):
        return
    if path is not None:
        path = _places.absolute(path)
        reason = _reason_against(path)
        if reason is not None:
            _service.say(reason)
            os._exit(2)
    import atexit

    _run = _Run(path, top)
    _service.observer = _run
    module = _service.compiler()
    if module is not None:
        _run.attached(module)
    atexit.register(_run.finish)


def withdraw():
    """This process is a command, not the program: it reports nothing, and the program that it becomes is asked again."""
    global _run
    run, _run = _run, None
    if run is None:
        return
    run.done = True
    run.stop()
    _service.observer = None
    if run.path is not None:
        os.environ[REPORT] = run.path
    if run.top:
        os.environ[TOP] = "1"


def leave():
    """The compiler goes: what it knows is taken now, when the program's threads have ended."""
    if _run is not None and not _run.done and os.getpid() == _run.process:
        threading = sys.modules.get("threading")
        if threading is not None:
            threading._shutdown()  # Python does this next; a second time does nothing
        _run.stop()
        _run.data = _run.collect()


def report():
    """The dict that `justjit.report` answers."""
    if _run is not None:
        return _run.data or _run.collect()
    from justjit import _reportdata

    return _reportdata.collect(None)


def _reason_against(path):
    if not path.endswith(_ENDINGS):
        return f"justjit: --report is a file that ends in .html or .json, not {path}"
    try:
        target = _target(path)
        if os.path.exists(target) and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        descriptor, temporary = _create_beside(target)
        os.close(descriptor)
        os.remove(temporary)
    except OSError as error:
        return _refusal(path, error)
    return None


def _target(path):
    """The file itself, behind symbolic links, which may be absent; OSError if something else is there."""
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    return target


def _create_beside(target):
    """A descriptor of a new file in the same folder, and its name, which nobody can know before."""
    name = os.path.join(os.path.dirname(target), f".justjit-{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(name, flags, 0o666), name


def _refusal(path, error):
    return f"justjit: the report cannot be written to {path}: {error.strerror}"


def _write(path, data):
    """Under another name first, so that a file of this name is whole."""
    import json

    text = json.dumps(data)
    if not path.endswith(".json"):
        from justjit import _reportpage

        text = _reportpage.page(text)
    target = _target(path)
    descriptor, temporary = _create_beside(target)
    try:
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        os.replace(temporary, target)
    except BaseException:
        os.remove(temporary)
        raise
