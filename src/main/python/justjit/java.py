"""What Python sees of Java, in a process where ``dev.justjit.api.Python`` runs it.

Objects of Java reach Python as instances of the classes below. They live as long as
Python refers to them; in a forked child, where no Java runs, what they are asked
for raises RuntimeError.
"""

import io
import os
import sys
from collections.abc import Iterator, MutableMapping, MutableSequence

__all__ = [
    "JavaException",
    "JavaFunction",
    "JavaInterrupt",
    "JavaIterator",
    "JavaList",
    "JavaMap",
    "JavaObject",
    "TimeLimit",
]

_MISSING = object()


class JavaException(Exception):
    """A Java exception that a function of Java threw.

    ``throwable`` is that exception. Where this one gets back to Java uncaught, it is
    the cause of the exception there.
    """

    def __init__(self, message, throwable):
        super().__init__(message)
        self.throwable = throwable


class JavaInterrupt(KeyboardInterrupt):
    """The Java thread was interrupted (``Thread.interrupt``) while it ran Python."""


class TimeLimit(KeyboardInterrupt):
    """The time that Java has given to the running call is over."""


class _Gate:
    """The way into Java: two functions, which Java sets."""

    def __init__(self, enter, release):
        self.enter = enter
        self.release = release


_gate = None


class JavaObject:
    """An object of Java."""

    __slots__ = ("__weakref__",)

    def __del__(self):
        if _gate is not None:
            _gate.release(self)

    def __str__(self):
        return _gate.enter(self, "text")

    def __repr__(self):
        return f"<{type(self).__name__} {self}>"


class JavaFunction(JavaObject):
    """A function of Java. Its arguments and its result are converted."""

    __slots__ = ()

    def __call__(self, /, *arguments, **keywords):
        return _gate.enter(self, "call", arguments, keywords)


class JavaIterator(JavaObject, Iterator):
    """An iterator of Java."""

    __slots__ = ()

    def __next__(self):
        element = _gate.enter(self, "next", _MISSING)
        if element is _MISSING:
            raise StopIteration
        return element


class JavaList(JavaObject, MutableSequence):
    """A list of Java, not a copy. Slices that are read are copies."""

    __slots__ = ()

    def __len__(self):
        return _gate.enter(self, "size")

    def _at(self, index):
        at = index.__index__()
        size = len(self)
        if at < 0:
            at += size
        if not 0 <= at < size:
            raise IndexError("index out of range")
        return at

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return _gate.enter(self, "get", self._at(index))

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            raise TypeError("a slice of a list of Java cannot be set")
        _gate.enter(self, "set", self._at(index), value)

    def __delitem__(self, index):
        if isinstance(index, slice):
            for i in sorted(range(*index.indices(len(self))), reverse=True):
                del self[i]
        else:
            _gate.enter(self, "delete", self._at(index))

    def insert(self, index, value):
        start, _, _ = slice(index, None).indices(len(self))
        _gate.enter(self, "insert", start, value)


class JavaMap(JavaObject, MutableMapping):
    """A map of Java, not a copy."""

    __slots__ = ()

    def __len__(self):
        return _gate.enter(self, "size")

    def __getitem__(self, key):
        value = _gate.enter(self, "get", key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __contains__(self, key):
        return _gate.enter(self, "get", key, _MISSING) is not _MISSING

    def __setitem__(self, key, value):
        _gate.enter(self, "set", key, value)

    def __delitem__(self, key):
        if not _gate.enter(self, "delete", key):
            raise KeyError(key)

    def __iter__(self):
        return iter(_gate.enter(self, "keys"))


class JavaBuffer(JavaObject):
    """Memory of Java: keeps it while any buffer of it is in use."""

    __slots__ = ("_memory",)

    def __init__(self, memory, format):
        self._memory = memory.cast(format) if memory.nbytes else memory

    def __buffer__(self, flags):
        return self._memory


class _Stream(io.RawIOBase):
    """A stream of Java."""

    def __init__(self, java, name):
        self._java = java
        self.name = name
        self.mode = "rb" if self.readable() else "wb"

    def readable(self):
        return self.name == "<stdin>"

    def writable(self):
        return not self.readable()

    def readinto(self, buffer):
        data = self._io("read", len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data):
        if self.closed:
            raise ValueError("write to closed file")
        return self._io("write", bytes(data))

    def _io(self, what, argument):
        try:
            return _gate.enter(self._java, what, argument)
        except JavaException as failure:
            raise OSError(str(failure)) from failure


def _open(name, java):
    """Replaces a standard stream. Output is written at each end of a line."""
    raw = _Stream(java, f"<{name}>")
    if name == "stdin":
        stream = io.TextIOWrapper(io.BufferedReader(raw), "utf-8")
    else:
        errors = "backslashreplace" if name == "stderr" else "strict"
        buffered = io.BufferedWriter(raw)
        stream = io.TextIOWrapper(buffered, "utf-8", errors, "\n", line_buffering=True)
    stream.mode = raw.mode[:1]
    old = getattr(sys, name)
    if old is not None and name != "stdin":
        old.flush()
    setattr(sys, name, stream)
    setattr(sys, f"__{name}__", stream)


def _is_java(stream):
    return isinstance(getattr(getattr(stream, "buffer", None), "raw", None), _Stream)


def _describe(error):
    """What Java wants to know of an exception."""
    from traceback import format_exception

    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        module = traceback.tb_frame.f_globals.get("__name__")
        line = traceback.tb_lineno
        if code.co_filename != __file__:
            frames.append((str(module), code.co_qualname, code.co_filename, line or -1))
        traceback = traceback.tb_next
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    group = isinstance(error, BaseExceptionGroup)
    return [
        [kind.__name__ for kind in type(error).__mro__],
        "".join(format_exception(error)),
        frames,
        [note for note in getattr(error, "__notes__", ()) if type(note) is str],
        cause,
        list(error.exceptions) if group else [],
        getattr(error, "throwable", None) if isinstance(error, JavaException) else None,
        next((k.__name__ for k in (TimeLimit, JavaInterrupt) if isinstance(error, k)), ""),
    ]


def _in_child():
    """No Java runs in a forked process: its threads do not exist there."""

    def refuse(*arguments):
        raise RuntimeError("there is no Java in a forked process")

    _gate.enter = refuse
    _gate.release = lambda java: None
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if _is_java(getattr(sys, name)):
            mode = "w" if number else "r"
            stream = open(number, mode, encoding="utf-8", closefd=False)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def _connect(enter, release):
    """Told by Java how it is entered."""
    global _gate
    _gate = _Gate(enter, release)
    os.register_at_fork(after_in_child=_in_child)
