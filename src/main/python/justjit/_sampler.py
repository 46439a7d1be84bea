"""Where the threads of a program are, every few milliseconds of their processor time: for `_report`.

A timer of each thread's processor time sends it a signal, which machine code handles
(dev.justjit.stock.SampleCode): it notes the place of the processor and the frames, as they are at any
instruction. So compiled loops are seen where they are, and nothing of Python's is asked or changed. The
signal is one that glibc keeps for itself: `signal` does not know it, and programs cannot block it.
"""

import os

import _ctypes
import _thread

from justjit import _samplecode as layout
from justjit._native import Library, put, word

PERIOD_MILLIS = 4  # processor clocks are looked at by the kernel's tick, which is seldom more often
_SIGNAL = 32
_ROOM = 128 << 20  # address space; only what is written is memory
_CALLS = {  # rt_sigaction, timer_create, timer_settime, timer_delete, gettid
    "x86_64": (13, 222, 223, 226, 186),
    "aarch64": (134, 107, 110, 111, 178),
}
_THREAD_CPUTIME = 3
_SIGEV_THREAD_ID = 4
_SA_SIGINFO, _SA_RESTORER, _SA_RESTART = 4, 0x04000000, 0x10000000
_READ_WRITE, _READ_EXECUTE = 3, 5
_PRIVATE_ANONYMOUS, _NO_RESERVE = 0x22, 0x4000
_FAILED = 2**64 - 1
_PAGE = 4096
_FUNCTIONS = {
    "ERRNO_LOCATION": "__errno_location",
    "THREAD_STATE_GET": "PyThreadState_GetUnchecked",
    "CLOCK_GETTIME": "clock_gettime",
    "VM_READ": "process_vm_readv",
    "GETPID": "getpid",
}
_CodeType = type((lambda: None).__code__)


class Sampler:
    """Samples of the threads that exist and of those that `_thread` and `threading` begin.

    Raises OSError when the system does not let it be.
    """

    def __init__(self):
        machine = os.uname().machine
        if machine not in _CALLS:
            raise OSError(f"there is no sampler for {machine}")
        self._sigaction, self._create, self._set, self._delete, self._gettid = _CALLS[machine]
        self._library = library = Library()
        self.threads = 0
        self._process = os.getpid()
        self._block = self._map(layout.BYTES, _PRIVATE_ANONYMOUS)
        self._samples = self._map(_ROOM, _PRIVATE_ANONYMOUS | _NO_RESERVE)
        code, pool, self._entries = layout.CODE[machine]
        self._code = self._place(code, pool)
        for field, name in _FUNCTIONS.items():
            self._put(field, library.address(name))
        self._put("PROCESS", self._process)
        self._put("INTERPRETER", library.call("PyInterpreterState_Main"))
        self._put("CODE_TYPE", id(_CodeType))
        self._put("NEXT", self._samples)
        self._put("END", self._samples + _ROOM - layout.SAMPLE_BYTES)
        self._put("LOCAL_BASE", self._block + layout.SCRATCH)
        if not self._reads_memory():
            raise OSError("the system does not let a process read its own memory (process_vm_readv)")
        self._watch_code()
        self._handle()
        self._timers = []
        self.begin_thread()
        self._follow_threads()

    # ---- making it ----

    def _map(self, size, flags):
        address = self._library.call("mmap", 0, size, _READ_WRITE, flags, 2**64 - 1)
        if address == _FAILED:
            raise OSError("the system gives no memory")
        return address

    def _place(self, code, pool):
        size = (len(code) + _PAGE - 1) & -_PAGE
        address = self._map(size, _PRIVATE_ANONYMOUS)
        for at in range(0, len(code) & -8, 8):
            put(address + at, int.from_bytes(code[at : at + 8], "little"))
        put(address + pool, self._block)
        if self._library.call("mprotect", address, size, _READ_EXECUTE) & 0xFFFFFFFF:
            raise OSError("the system refuses executable memory")
        return address

    def _put(self, field, value):
        put(self._block + getattr(layout, field), value)

    def _get(self, field):
        return word(self._block + getattr(layout, field))

    def _syscall(self, *arguments):
        return self._library.call("syscall", *arguments)

    def _reads_memory(self):
        """Whether the system lets the handler read what it is to read: here, a word of the block."""
        vector = self._block + layout.SCRATCH
        put(vector, vector + 16)
        put(vector + 8, 8)
        return self._library.call("process_vm_readv", self._process, vector, 1, vector, 1) == 8

    def _watch_code(self):
        """Code objects that are in a sample live until the end."""
        watcher = self._library.call("PyCode_AddWatcher", self._code + self._entries["CODE_EVENT"])
        if watcher & 0x80000000:
            raise OSError("no watcher of code objects is free")
        self._watcher = watcher & 0xFFFFFFFF

    def _handle(self):
        action = self._library.call("calloc", 1, 32)
        restorer = self._restorer(action)
        put(action, self._code + self._entries["SIGNAL"])
        put(action + 8, _SA_SIGINFO | _SA_RESTART | (_SA_RESTORER if restorer else 0))
        put(action + 16, restorer)
        put(action + 24, 0)
        if self._syscall(self._sigaction, _SIGNAL, action, 0, 8):
            raise OSError("the system refuses a signal handler")
        self._library.call("free", action)

    def _restorer(self, action):
        """The code of the C library that ends a handler: that of any that is there."""
        for number in range(1, 32):
            done = self._syscall(self._sigaction, number, 0, action, 8) == 0
            if done and word(action + 8) & _SA_RESTORER:
                return word(action + 16)
        return 0

    def set_code_memory(self, base, size):
        """Where machine code is: return addresses into it are noted from now on."""
        self._put("CODE_SIZE", 0)
        self._put("CODE_BASE", base)
        self._put("CODE_SIZE", size)

    # ---- threads ----

    def begin_thread(self):
        """The calling thread is sampled from now on. Answers what `end_thread` takes, or None."""
        memory = self._library.call("calloc", 1, 64 + 32 + 8)
        event, times, timer = memory, memory + 64, memory + 96
        self.threads += 1
        put(event, self.threads)
        put(event + 8, _SIGNAL | _SIGEV_THREAD_ID << 32)
        put(event + 16, self._syscall(self._gettid))
        made = self._syscall(self._create, _THREAD_CPUTIME, event, timer) == 0
        number = word(timer) & 0xFFFFFFFF
        if made:
            put(times + 8, PERIOD_MILLIS * 1_000_000)
            put(times + 24, PERIOD_MILLIS * 1_000_000)
            self._syscall(self._set, number, 0, times, 0)
        self._library.call("free", memory)
        if not made and self.threads == 1:
            raise OSError("the system gives no timer")
        if made:
            self._timers.append(number)
        return number if made else None

    def end_thread(self, number):
        if number in self._timers:
            self._timers.remove(number)
            self._syscall(self._delete, number)

    def _follow_threads(self):
        import sys

        self._originals = []
        for name in ("start_new_thread", "start_joinable_thread", "start_new"):
            original = getattr(_thread, name, None)
            if original is not None:
                replacement = _following(self, original)
                self._originals.append((_thread, name, original))
                setattr(_thread, name, replacement)
                threading = sys.modules.get("threading")
                if getattr(threading, "_" + name, None) is original:
                    self._originals.append((threading, "_" + name, original))
                    setattr(threading, "_" + name, replacement)

    def stop(self):
        """No more samples. What was noted stays."""
        if os.getpid() != self._process:
            return
        for number in self._timers[:]:
            self.end_thread(number)
        for module, name, original in self._originals:
            setattr(module, name, original)

    # ---- what was noted ----

    @property
    def outside(self):
        """Ticks of threads that did not run Python then."""
        return self._get("OUTSIDE")

    @property
    def dropped(self):
        """Samples for which there was no room."""
        return self._get("DROPPED")

    def samples(self):
        """Yields (place, thread, nanoseconds of time.monotonic_ns, return addresses, frames).

        Frames are pairs of a code object's address and an instruction pointer, the innermost first.
        """
        at, end = self._samples, self._get("NEXT")
        returns = range(5, 5 + layout.RETURNS)
        while at < end:
            size = word(at)
            words = _words(at, size // 8)
            frames = words[layout.HEADER_WORDS :]
            nanos = words[3] * 1_000_000_000 + words[4]
            found = [words[i] for i in returns if words[i]]
            yield words[1], words[2], nanos, found, list(zip(frames[::2], frames[1::2]))
            at += size

    @staticmethod
    def code(address):
        """The code object of a frame in `samples`, which lives until the end."""
        return _ctypes.PyObj_FromPtr(address)

    @staticmethod
    def unit(code, pointer):
        """The number of the code unit that an instruction pointer of the code points to."""
        unit = (pointer - id(code) - layout.CODE_ADAPTIVE) // 2
        return unit if 0 <= unit < len(code.co_code) // 2 else 0


def _words(address, count):
    from justjit._native import Word

    return list((Word * count).from_address(address))


def _following(sampler, original):
    def start(function, *arguments, **names):
        if callable(function):
            function = _Followed(sampler, function)
        return original(function, *arguments, **names)

    start.__name__ = start.__qualname__ = original.__name__
    start.__doc__ = original.__doc__
    return start


class _Followed:
    """What a thread begins with, and its timer around it."""

    def __init__(self, sampler, function):
        self._sampler = sampler
        self._function = function

    def __call__(self, *arguments, **names):
        timer = self._sampler.begin_thread()
        try:
            return self._function(*arguments, **names)
        finally:
            if timer is not None:
                self._sampler.end_thread(timer)

    def __repr__(self):
        return repr(self._function)


