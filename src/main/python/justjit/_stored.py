"""Files of machine code for starts without a JVM: those of JUSTJIT_BLOB, and the one in the user's cache
that earlier runs have stored.

They are written by dev.justjit.attach.GenericCode and dev.justjit.ahead; their layout is that of
dev.justjit.store.BlobFile, and what code is found by is made as in dev.justjit.store.CodeKey.
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
_SMALL = 1 << 2 * _layout.LONG_DIGIT_BITS  # ints below have two digits at the most
_SHORT = {"x86_64": "x64", "aarch64": "a64"}
_MOST_BUILD = 256
_PYTHON = b"python"  # the key of a text: for which Python the file is

failures = 0  # how often something was wrong with a file
problems = []  # what is wrong with files of JUSTJIT_BLOB, a sentence for each that is not used


class Damaged(ValueError):
    """The file is of no use here; the text says why."""


def path():
    """Where the file for this Python is in the cache, or would be."""
    return os.path.join(_places.cache(), _build() + _SUFFIX)


def _build():
    version = zlib.crc32(sys.version.encode())
    return f"{_layout.BUILD}-{_SHORT[os.uname().machine]}-generic-{version:08x}"


class Files:
    """Where code is looked for, in this order: the files of JUSTJIT_BLOB, that of the cache.

    Raises OSError or `Damaged` when none of them is of use; what is wrong with single ones is counted.
    """

    def __init__(self):
        global failures
        self._files = []
        for name in _places.blobs():
            try:
                self._files.append(File(name, _layout.BLOB_BYTES))
            except (OSError, Damaged) as error:
                failures += 1
                problems.append(f"{name} is not used: {_text(error)}")
        if _places.uses_cache():
            try:
                self._files.append(File(path()))
            except FileNotFoundError:
                if not problems and not self._files:
                    raise
            except (OSError, Damaged):
                failures += 1
                if not problems and not self._files:
                    raise
        if not self._files:
            raise Damaged("; ".join(problems))

    def have_changed(self):
        """Whether one was replaced since it was last looked at."""
        return any(each.has_changed() for each in self._files)

    def find(self, key):
        """The first record with these bytes as its key, or None."""
        global failures
        for file in self._files:
            try:
                found = file.find(key)
            except (OSError, ValueError, EOFError, TypeError):
                failures += 1
                continue
            if found is not None:
                return found
        return None


def _text(error):
    return error.strerror if isinstance(error, OSError) else str(error)


def describe(name):
    """What is in a file of JUSTJIT_BLOB, or why it is not used."""
    try:
        file = File(name, _layout.BLOB_BYTES)
        return f"{file.count - file.has(_PYTHON)} functions"
    except (OSError, Damaged) as error:
        return f"not used: {_text(error)}"


class File:
    """The file as it was when it was opened: header and index. It is opened anew for each record, so no
    descriptor stays that the program could close; when it was replaced meanwhile, it is read anew.

    Raises OSError or `Damaged` when it is of no use.
    """

    def __init__(self, name, most=_layout.STORE_BYTES):
        self._name = name
        self._most = most
        self._identity = None
        self.count = 0
        descriptor = self._open()
        os.close(descriptor)

    def _open(self):
        """A descriptor of the file that the index is of. What is no file, a FIFO for one, is not waited for."""
        descriptor = os.open(self._name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            found = os.fstat(descriptor)
            identity = _identity(found)
            if identity != self._identity:
                _check(self._name, found, self._most)
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
        start = os.pread(descriptor, 8, 0)
        length = _number(start, 4)
        if start[:4] != _MAGIC or len(start) < 8 or length > _MOST_BUILD:
            raise Damaged("it is damaged, or no file of stored code")
        first = _FIXED_BYTES + length
        header = os.pread(descriptor, first, 0)
        self.count = _number(header, first - 8)
        bytes_ = _ENTRY_BYTES * self.count
        if len(header) < first or _number(header, first - 16) != size or first + bytes_ > size:
            raise Damaged("it is damaged: its length is wrong")
        self._index = os.pread(descriptor, bytes_, first)
        if _number(header, first - 4) != zlib.crc32(self._index, zlib.crc32(header[:-4])):
            raise Damaged("it is damaged: the checksum of its index is wrong")
        self._compare(descriptor, header[8 : 8 + length].decode(errors="replace"))

    def _compare(self, descriptor, build):
        """Raises `Damaged` if it is not for this process."""
        if build == _build():
            return
        compiler, isa, *_ = f"{build}-".split("-")
        own_compiler, own_isa, *_ = _build().split("-")
        if isa != own_isa:
            names = {short: name for name, short in _SHORT.items()}
            raise Damaged(f"it is for {names.get(isa, isa)}, and this is {os.uname().machine}")
        if compiler != own_compiler:
            raise Damaged("it was made by another build of the compiler")
        version = self._find(descriptor, _PYTHON)
        python = "another build of Python" if version is None else f"Python {version}"
        raise Damaged(f"it is for {python}, and this is {sys.version}".replace("\n", ""))

    def find(self, key):
        """The record with these bytes as its key, or None."""
        descriptor = self._open()
        try:
            return self._find(descriptor, key)
        finally:
            os.close(descriptor)

    def has(self, key):
        """Whether there is one."""
        return self._place(_hash(key)) is not None

    def _find(self, descriptor, key):
        at = self._place(_hash(key))
        if at is None:
            return None
        entry = self._index[at : at + _ENTRY_BYTES]
        record = os.pread(descriptor, _number(entry, 12), _number(entry, 8))
        if zlib.crc32(record) != _number(entry, 20):
            raise Damaged("checksum of a record")
        end = 4 + _number(record, 0)
        return marshal.loads(record[end:]) if record[4:end] == key else None

    def _place(self, wanted):
        """Where in the index the entry with that hash is, or None."""
        place = wanted ^ _SIGN  # Java compares them as signed numbers
        index, low, high = self._index, 0, self.count
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


def _check(name, found, most):
    """Only the user, or root, can have written it: what is in it will be run."""
    for each in os.stat(os.path.dirname(name)), found:
        if each.st_uid not in (os.geteuid(), 0):
            raise Damaged("it or its folder belongs to another user")
        if each.st_mode & _places.BY_OTHERS:
            raise Damaged("others may write to it or to its folder")
    if not stat.S_ISREG(found.st_mode) or found.st_size > most:
        raise Damaged("it is not a file, or is too large")


def _number(data, at):
    return int.from_bytes(data[at : at + 4])


def _hash(key):
    return zlib.crc32(key) << 32 | zlib.adler32(key)


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
