"""The file of machine code that earlier runs have stored for starts without a JVM.

It is written by dev.justjit.attach.GenericCode; its layout is that of dev.justjit.store.BlobFile, and
what code is found by is made as in dev.justjit.store.CodeKey.
"""

import marshal
import os
import stat
import sys
import zlib

import _ctypes

from justjit import _layout, _places
from justjit._native import signed, word

_FIXED_BYTES = 24
_ENTRY_BYTES = 24
_MAGIC = b"JJB1"
_SUFFIX = ".jjb"
_SIGN = 1 << 63
_BY_OTHERS = 0o022
_SMALL = 1 << 2 * _layout.LONG_DIGIT_BITS  # ints below have two digits at the most


class Damaged(ValueError):
    """The file is not what was written."""


def path():
    """Where the file for this Python is, or would be."""
    version = zlib.crc32(sys.version.encode())
    return os.path.join(_places.cache(), _build(version) + _SUFFIX)


def _build(version):
    isa = "x64" if os.uname().machine == "x86_64" else "a64"
    return f"{_layout.BUILD}-{isa}-generic-{version:08x}"


class File:
    """The file as it was when it was opened: header and index. It is opened anew for each record, so no
    descriptor stays that the program could close; when it was replaced meanwhile, it is read anew.

    Raises OSError or `Damaged` when it is of no use.
    """

    def __init__(self, name):
        self._name = name
        self._build = os.path.basename(name).removesuffix(_SUFFIX).encode()
        self._identity = None
        descriptor = self._open()
        os.close(descriptor)

    def _open(self):
        """A descriptor of the file that the index is of."""
        descriptor = os.open(self._name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            found = os.fstat(descriptor)
            identity = _identity(found)
            if identity != self._identity:
                _check(self._name, found)
                self._read_index(descriptor, found.st_size)
                self._identity = identity
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def has_changed(self):
        """Whether it was replaced since it was last looked at."""
        try:
            return _identity(os.stat(self._name)) != self._identity
        except OSError:
            return False

    def _read_index(self, descriptor, size):
        build = self._build
        start = _FIXED_BYTES + len(build)
        header = os.pread(descriptor, start, 0)
        if len(header) < start or header[:4] != _MAGIC or _number(header, 4) != len(build):
            raise Damaged("header")
        if header[8 : 8 + len(build)] != build or _number(header, start - 16) != size:
            raise Damaged("build or length")
        self._count = _number(header, start - 8)
        length = _ENTRY_BYTES * self._count
        if start + length > size:
            raise Damaged("length")
        self._index = os.pread(descriptor, length, start)
        if _number(header, start - 4) != zlib.crc32(self._index, zlib.crc32(header[:-4])):
            raise Damaged("checksum of the index")

    def find(self, key):
        """The record with these bytes as its key, or None."""
        wanted = zlib.crc32(key) << 32 | zlib.adler32(key)
        descriptor = self._open()
        try:
            at = self._place(wanted)
            if at is None:
                return None
            entry = self._index[at : at + _ENTRY_BYTES]
            record = os.pread(descriptor, _number(entry, 12), _number(entry, 8))
        finally:
            os.close(descriptor)
        if zlib.crc32(record) != _number(entry, 20):
            raise Damaged("checksum of a record")
        end = 4 + _number(record, 0)
        return marshal.loads(record[end:]) if record[4:end] == key else None

    def _place(self, wanted):
        """Where in the index the entry with that hash is, or None."""
        place = wanted ^ _SIGN  # Java compares them as signed numbers
        index, low, high = self._index, 0, self._count
        while low < high:
            middle = (low + high) // 2
            at = _ENTRY_BYTES * middle
            if int.from_bytes(index[at : at + 8]) ^ _SIGN < place:
                low = middle + 1
            else:
                high = middle
        at = _ENTRY_BYTES * low
        return at if int.from_bytes(index[at : at + 8]) == wanted else None


def _identity(found):
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _check(name, found):
    """Only the user can have written it: what is in it will be run."""
    for each in os.stat(os.path.dirname(name)), found:
        if each.st_uid != os.geteuid() or each.st_mode & _BY_OTHERS:
            raise Damaged("others may write to it")
    if not stat.S_ISREG(found.st_mode) or found.st_size > _layout.STORE_BYTES:
        raise Damaged("file")


def _number(data, at):
    return int.from_bytes(data[at : at + 4])


def key(code):
    """The bytes by which machine code of the code object is found."""
    address = id(code)
    own = -1
    for i, name in enumerate(code.co_names):
        if name is code.co_name:
            own = i
            break
    bytecode, exceptions = code.co_code, code.co_exceptiontable
    kinds = _ctypes.PyObj_FromPtr(word(address + _layout.CODE_LOCALSPLUSKINDS))
    immortal = int(signed(address + _layout.OBJECT_REFCNT) < 0)
    counts = (
        f"{code.co_flags} {code.co_argcount} {code.co_kwonlyargcount} {len(kinds)} "
        f"{code.co_stacksize} {len(code.co_freevars)} {immortal} {own} {len(code.co_names)} "
        f"{len(bytecode)} {len(exceptions)} \n{_constants(code.co_consts)}\n"
    )
    return counts.encode() + bytecode + exceptions + kinds


def _constants(constants):
    return "".join(map(_constant, constants))


def _constant(value):
    kind = type(value)
    if value is None:
        return "N"
    if kind is str:
        return "s"
    if kind is int:
        return f"i{value} " if -_SMALL < value < _SMALL else "I"
    if kind is bool:
        return "T" if value else "F"
    if kind is float:
        return f"f{word(id(value) + _layout.FLOAT_VALUE):x} "
    if kind is tuple:
        items = [_constant(item) for item in value]
        numbers = all(item[0] in "if" for item in items)
        return f"({''.join(items) if numbers else ''})"
    return "c" if kind is _Code else "o"


_Code = type(key.__code__)
