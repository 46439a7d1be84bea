"""Machine code of dev.justjit.stock.HostCode in this process, which `_begin` has placed, and the rest of its block."""

import os
import sys

import _ctypes

from justjit import _begin, _places
from justjit._native import Word, function, word

_LAST_SIGNAL = 64  # programs that use signals of real time begin with the first
_FUNCTIONS = {
    "DLOPEN": "dlopen",
    "DLSYM": "dlsym",
    "SIGACTION": "sigaction",
    "DLADDR": "dladdr",
    "RAISE": "raise",
    "MEMCPY": "memcpy",
    "PTHREAD_GETATTR": "pthread_getattr_np",
    "PTHREAD_GETSTACK": "pthread_attr_getstack",
    "PTHREAD_ATTR_DESTROY": "pthread_attr_destroy",
    "MPROTECT": "mprotect",
    "MKDIR": "mkdir",
    "OPEN": "open",
    "FCNTL": "fcntl",
    "LSEEK": "lseek",
    "CLOSE": "close",
    "ERRNO_LOCATION": "__errno_location",
}
_TEXTS = {
    "CREATE_NAME": "JNI_CreateJavaVM",
    "CLASS_NAME": "dev/justjit/cli/StockMain",
    "METHOD_NAME": "start",
    "METHOD_TYPE": "(J)V",
}

_RLIMIT_AS = 9
_NO_LIMIT = 2**64 - 1
_MOST_LOOKS = 5000  # after so many milliseconds nobody waits any longer for a thread that attaches the compiler
_MOST_BEFORE_INTERPRETER = 1 << 20
_HANDLERS_BEFORE = 65 * 16 + 16  # in struct _signals_runtime_state
_F_WRLCK = 1  # on the whole file, where all else of a struct flock is 0

# -Xrs: signals are Python's. sun.java.launcher: a JVM made by Java's own launcher never meets the first
# thread of its process, so it does not look for it; else it writes to each page of that thread's stack when
# Python's main thread comes to Java, which are 8 MB and 30 ms. -Xss8m: JVMs that look for it all the same
# take its stack for one of this size. NewSize: new objects get 16 MB before the first collection, not a 200th of
# the machine's memory, all of which would be written to; a collection takes a millisecond or two. That this is
# more than a small machine has is nothing to say to the user.
_OPTIONS = [
    "-Xrs",
    "-Dsun.java.launcher=SUN_STANDARD",
    "-Xss8m",
    "-Xshare:auto",
    "-XX:+UseSerialGC",
    "-XX:NewSize=16m",
    "-Xlog:gc+ergo=off",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+DisplayVMOutputToStderr",
    "-XX:+DisableAttachMechanism",
]


class _Text(_ctypes._SimpleCData):
    _type_ = "z"


class _Function(_ctypes.CFuncPtr):
    _flags_ = _ctypes.FUNCFLAG_CDECL
    _restype_ = Word


def jvm_options():
    """What a JVM in this process is made with."""
    options = [*_OPTIONS, f"-Djava.class.path={_places.jar()}"]
    archive = _places.archive_file()
    if archive and _places.reason_against_archive(archive) is None:
        options += ["-Xlog:cds=off", "-Xlog:cds+dynamic=off", f"-XX:SharedArchiveFile={archive}"]
    more = os.environ.get("JUSTJIT_JVM_OPTIONS", "")
    if "FlightRecord" in more:
        # it stops threads by a signal, SIGUSR2 as a rule: that is the program's, and so is stdout
        if "_JAVA_SR_SIGNUM" not in os.environ:
            os.putenv("_JAVA_SR_SIGNUM", str(_LAST_SIGNAL))
        options.append("-Xlog:jfr+startup=error")
    return options + more.split()


class Host:
    """The machine code and its block."""

    def __init__(self, library, options):
        self._process = _ctypes.dlopen(None, 0)
        if self._has("JNI_CreateJavaVM"):
            raise OSError("this process is a JVM that was started without the compiler")
        if self._address_space_is_limited():
            raise OSError("the address space is limited (ulimit -v), and a JVM wants much of it")
        _begin.prepare()
        self.layout, self.entries = _begin.layout, _begin.layout.ENTRIES
        self.block, self.code = _begin.block, _begin.code
        self._library = 0 if library is None else self._kept(library)
        self._fill(options)

    def _has(self, name):
        try:
            return bool(_ctypes.dlsym(self._process, name))
        except OSError:
            return False

    def _address_space_is_limited(self):
        """A JVM that gets too little ends the process."""
        limits = (Word * 2)()
        self.call("getrlimit", _RLIMIT_AS, limits)
        return limits[0] != _NO_LIMIT

    def call(self, name, *arguments):
        called = _Function(_ctypes.dlsym(self._process, name))
        wrapped = [Word(each) if isinstance(each, int) else each for each in arguments]
        return called(*wrapped)

    def put(self, field, value):
        Word.from_address(self.block + getattr(self.layout, field)).value = value

    def get(self, field):
        return Word.from_address(self.block + getattr(self.layout, field)).value

    def text(self, field):
        address = self.get(field)
        return _Text(address).value.decode(errors="replace") if address else None

    def _fill(self, options):
        for field, name in _FUNCTIONS.items():
            self.put(field, _ctypes.dlsym(self._process, name))
        for field, text in _TEXTS.items():
            self.put(field, self._kept(text))
        self.put("BUILD", self.layout.THIS_BUILD)
        self.put("VM_ARGUMENTS", self._vm_arguments(options))
        for field in ("PENDING_MAIN", "PENDING_ANY"):
            self.put(field, self.code + self.entries[field])
        self.put("SIGACTION_REPLACEMENT", self.code + self.entries["SIGACTION"])
        if self._has("close_range"):
            self.put("CLOSE_RANGE", _ctypes.dlsym(self._process, "close_range"))
            self.put("CLOSE_RANGE_REPLACEMENT", self.code + self.entries["CLOSE_RANGE"])
        self.put("HANDLER_ACTION", self.code + self.entries["FATAL_SIGNAL"])
        action = self.block + self.layout.HANDLER_ACTION
        for at, value in (
            (self.layout.FLAGS_IN_ACTION, self.layout.HANDLER_FLAGS),
            (self.layout.MASK_IN_ACTION, self.layout.HANDLER_MASK),
        ):
            Word.from_address(action + at).value = value

    def protect(self, files):
        """What is open on these files stays open when the program closes a range of descriptors.

        A child that begins another program does not inherit it: `subprocess` closes ranges, too.
        """
        found = []
        try:
            names = os.listdir("/proc/self/fd")
        except OSError:
            return
        for name in names:
            try:
                if os.readlink(f"/proc/self/fd/{name}") in files:
                    found.append(int(name))
            except OSError:  # the one of the list
                pass
        for i, descriptor in enumerate(sorted(found)[: self.layout.MOST_DESCRIPTORS]):
            os.set_inheritable(descriptor, False)
            address = self.block + self.layout.DESCRIPTORS + 8 * i
            Word.from_address(address).value = descriptor + 1

    def _kept(self, text):
        return self.call("strdup", os.fsencode(text))

    def _vm_arguments(self, options):
        """A JavaVMInitArgs of version 1.8."""
        table = self.call("calloc", len(options), 16)
        for i, option in enumerate(options):
            Word.from_address(table + 16 * i).value = self._kept(option)
        arguments = self.call("calloc", 1, 24)
        Word.from_address(arguments).value = 0x00010008 | len(options) << 32
        Word.from_address(arguments + 8).value = table
        return arguments

    def start_alone(self, file, nanos):
        """While another process has the file locked no JVM is started, but for who waits for it, and
        until the process has taken so much more processor time. See dev.justjit.stock.StartLock."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        self.put("LOCK_FOLDER", self._kept(os.path.dirname(file)))
        self.put("LOCK_FLAGS", flags)
        self.put("LOCK_REQUEST", _F_WRLCK)
        self.put("PATIENCE_NANOS", nanos)
        self.put("LOCK_FILE", self._kept(file))

    def call_between(self, callable_, nanos):
        """Has a function called between two instructions: once when the process has taken so much
        processor time, then whenever machine code has requests. Signals are handled after it; what it, or
        a handler, raises is raised there."""
        self._callable = callable_
        self.call_now = function(self.code + self.entries["PENDING_PYTHON"])
        self._take_requests = function(self.code + self.entries["TAKE_REQUESTS"])
        self._take_word = function(self.code + self.entries["TAKE_WORD"])
        self._room = self.call("calloc", self.layout.MOST_REQUESTS, 8)
        self.put("CALLABLE", id(callable_))
        self.put("STORED_NANOS", nanos)

    def take_requests(self):
        """The words that machine code has put there."""
        count = self._take_requests(self._room)
        return [word(self._room + 8 * i) for i in range(count)]

    def take_word(self, address):
        """The word there, which becomes 0 at the same moment."""
        return self._take_word(address)

    def start_later(self, nanos):
        """A JVM is not worth its start before the process has taken so much processor time, unless
        somebody waits for it already."""
        if 0 < self.get("START_NANOS") == self.get("EARLY_START_NANOS"):
            self.put("START_NANOS", nanos)

    def start_early(self):
        """A JVM is worth its start as soon as it would be without stored code."""
        nanos = self.get("EARLY_START_NANOS")
        if nanos < self.get("START_NANOS"):
            self.put("START_NANOS", nanos)

    def begin(self, nanos):
        """Has the thread wait for a JVM to be worth its start, or to be asked for stored code."""
        self.put("LIBRARY", self._library)
        self.put("START_NANOS", nanos)
        if not _begin.running:
            _begin.begin_thread()

    def begin_in_child(self, nanos):
        """After a fork, before there was a compiler: the thread does not exist here. Another one waits; if a JVM
        was being made, for stored code alone. That is looked for again, for a call that was on its way may have
        met `ENDED`, when the process has taken so much processor time."""
        state = self.get("STATE")
        if state >= self.layout.IS_ATTACHED:
            return
        if state != self.layout.IS_WAITING:
            self.put("PROBLEM", self._kept("the process was forked while the compiler started"))
            self.put("STATE", self.layout.NOT_ATTACHED)
            self.put("LIBRARY", 0)
        if self.get("CALLABLE"):
            self.put("STORED_NANOS", min(self.get("START_NANOS"), nanos))
        self.put("JVM_WAITED", 0)
        self.put("ENDED", 0)
        _begin.begin_thread()

    def at_end(self, end):
        """Have that called at Python's end, and CPython remember meanwhile what ended the program."""
        self.put("INTERRUPTED", self._place_of_interrupted())
        self._end = end
        self.put("AT_END", id(end))

    def _place_of_interrupted(self):
        """The address of `_PyRuntime.signals.unhandled_keyboard_interrupt`, or 0 if it is not where it is known to
        be: after what stands for SIG_DFL and SIG_IGN, which come after a table of the signals' handlers."""
        import _signal

        runtime = _ctypes.dlsym(self._process, "_PyRuntime")
        size = self.get("INTERPRETER") - runtime
        if not 0 < size < _MOST_BEFORE_INTERPRETER:
            return 0
        pair = id(0).to_bytes(8, sys.byteorder) + id(1).to_bytes(8, sys.byteorder)
        found = self.call("memmem", runtime, size, pair, len(pair))
        of_interrupt = found - _HANDLERS_BEFORE + 16 * _signal.SIGINT + 8
        known = found - _HANDLERS_BEFORE > runtime and word(of_interrupt) == id(_signal.getsignal(_signal.SIGINT))
        return found + len(pair) if known else 0

    def end(self):
        """Nothing is attached any more; nothing of Java touches Python from here on.

        Another thread that is about to attach the compiler does so first, or it would end in the middle of Java.
        Python's end takes the handlers of `faulthandler` away, and would take the JVM's with them
        while it starts: then that is waited for.
        """
        self.put("ENDED", 1)
        faulthandler = sys.modules.get("faulthandler")
        guards = faulthandler is not None and faulthandler.is_enabled()
        self.call("sched_yield")
        while self.get("ADDING") or guards and self._starts_unguarded():
            self.call("usleep", 200)
        if self.get("ATTACHING"):
            self._await_attached()

    def _await_attached(self):
        import time

        looks = 0
        while self.get("ATTACHING") and looks < _MOST_LOOKS:
            time.sleep(0.001)
            looks += 1

    def _starts_unguarded(self):
        starting = self.layout.IS_STARTING <= self.get("STATE") <= self.layout.IS_RUNNING
        return starting and not self.get("GUARDED")
