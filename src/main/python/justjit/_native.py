"""Memory and C functions of this process, by _ctypes alone: the package ctypes takes 5 to 12 ms to import."""

import _ctypes


class Word(_ctypes._SimpleCData):
    """64 bits."""

    _type_ = "L"


class _Int(_ctypes._SimpleCData):
    _type_ = "I"


class _Signed(_ctypes._SimpleCData):
    _type_ = "i"


class _Text(_ctypes._SimpleCData):
    _type_ = "z"


class _Api(_ctypes.CFuncPtr):
    _flags_ = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_PYTHONAPI
    _restype_ = Word
    _argtypes_ = (Word,) * 6


def function(address):
    """The C function at an address as a callable of up to six words, with the GIL; it raises what that raises."""
    call = _Api(address)
    return lambda a=0, b=0, c=0, d=0, e=0, f=0: call(a, b, c, d, e, f)


def word(address):
    """The 64 bits at an address, not negative."""
    return Word.from_address(address).value


def put(address, value):
    """Writes 64 bits; -1 and 2**64 - 1 are the same."""
    Word.from_address(address).value = value


def half(address):
    """The 32 bits at an address, not negative."""
    return _Int.from_address(address).value


def signed(address):
    """The 32 bits at an address, as a signed number."""
    return _Signed.from_address(address).value


def halves(address, count):
    """So many numbers of 32 bits from an address on."""
    return list((_Int * count).from_address(address))


def text(address):
    """The NUL-terminated bytes at an address."""
    return _Text(address).value


class Library:
    """The process's exported symbols."""

    def __init__(self):
        self._process = _ctypes.dlopen(None, 0)
        self._addresses = {}
        self._functions = {}

    def address(self, name):
        """Of an exported function or object; OSError if there is none."""
        found = self._addresses.get(name)
        if found is None:
            found = self._addresses[name] = _ctypes.dlsym(self._process, name)
        return found

    def call(self, name, a=0, b=0, c=0, d=0, e=0, f=0):
        """Calls a function of words with the GIL, and raises what it raises."""
        found = self._functions.get(name)
        if found is None:
            found = self._functions[name] = _Api(self.address(name))
        return found(a, b, c, d, e, f)
