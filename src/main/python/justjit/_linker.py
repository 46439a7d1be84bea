"""Links stored machine code into this process: dev.justjit.attach.CodeLoader for starts without a JVM."""

import marshal
import os
import sys

import _ctypes
import _struct

from justjit import _layout
from justjit._native import function, word

_READ_WRITE_NONE = 0
_PRIVATE_ANONYMOUS_NORESERVE = 0x4022
_FAILED = 2**64 - 1
_PAGE = 4096
_ALIGN = 64
_HALF = 32
_MEMBARRIER = 283
_SYNC_CORE, _REGISTER_SYNC_CORE = 1 << 5, 1 << 6


class Full(MemoryError):
    """There is no room for code."""


class Memory:
    """One reserved region for machine code. Pages are executable except while code is copied in.

    base
        of a region that a compiler has reserved, which is not there any more; 0: a new one
    """

    def __init__(self, library, host, size, base=0):
        self._call = library.call
        self.size = size
        flags = _PRIVATE_ANONYMOUS_NORESERVE
        self.base = base or library.call("mmap", 0, size, _READ_WRITE_NONE, flags, -1)
        if self.base == _FAILED:
            raise OSError("the system gives no address space for code")
        self._end = _end_of_code(base, size) if base else self.base
        self._free = {}  # addresses by length
        self._publish = function(host.code + host.entries["PUBLISH"])
        self._synchronize = None

    def allocate(self, length):
        """An address with room for so many bytes."""
        length = length + _ALIGN - 1 & -_ALIGN
        free = self._free.get(length)
        if free:
            return free.pop()
        address = self._end
        if address + length > self.base + self.size:
            raise Full("code memory is full")
        self._end += length
        return address

    def free(self, address, length):
        """Nothing may run there any more."""
        self._free.setdefault(length + _ALIGN - 1 & -_ALIGN, []).append(address)

    def publish(self, address, code):
        """Copies code, a bytearray, to an address from `allocate`."""
        first = address & -_PAGE
        pages = (address + len(code) + _PAGE - 1 & -_PAGE) - first
        source = word(id(code) + _layout.BYTEARRAY_START)
        failed = self._publish(address, source, len(code), first, pages)
        if failed & 0xFFFFFFFF:
            raise Full("the system refuses executable memory")
        if self._synchronize is not None:
            self._synchronize(address, address + len(code))
            self._call("syscall", _MEMBARRIER, _SYNC_CORE)

    def synchronize_by(self, stub):
        """Instructions are fetched as they were written only after this stub: see InstructionFetch."""
        self._call("syscall", _MEMBARRIER, _REGISTER_SYNC_CORE)
        self._synchronize = function(stub)


def _end_of_code(base, size):
    """The first address of the region behind which nothing was ever published."""
    end = base
    with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        for line in maps:
            numbers, access = line.split()[:2]
            first, last = (int(number, 16) for number in numbers.split("-"))
            if base <= first < base + size and access[:3] != "---":
                end = last
    return end


def _told():
    """Who is told of machine code, or None: see `_debuginfo`."""
    environ = os.environ
    if environ.get("JUSTJIT_PERF") or environ.get("JUSTJIT_GDB") or sys.is_stack_trampoline_active():
        from justjit import _debuginfo

        _debuginfo.begin()
        return _debuginfo
    return None


class Loaded:
    """Code of a function that was linked, and what is stored of its loops: see dev.justjit.store.LinkTable."""

    def __init__(self, address, data, entry, loops, units, regions):
        self.address = address
        self.data = data
        self.entry = address + entry
        self.loops = loops
        self.units = units
        self.regions = regions


class Linker:
    """Values of symbols, and blobs with them filled in."""

    def __init__(self, library, host, memory, data):
        self._library = library
        self._memory = memory
        self._data = data
        self._relocate = function(host.code + host.entries["RELOCATE"])
        self._texts = {}
        self._strings = {}
        self._stubs = {}
        self._loaded = {}  # by the native record of the code object
        self._debuginfo = _told()
        self._regions = None  # made when the first is linked
        self.loops = 0  # regions that were linked
        self.failures = 0  # of linking them

    def _room(self):
        return self._debuginfo.room() if self._debuginfo is not None else 0

    def stub(self, name):
        """Its address."""
        return self._stubs[name]

    def load_stubs(self, stored, entries):
        """Links the stubs: what is stored of them, and the offset of each by its name."""
        code, table, groups = stored
        address = self._memory.allocate(len(code) + self._room())
        self.use_stubs(address, entries)
        self._place(address, code, table, self._values(groups, None, address, 0))
        if self._debuginfo is not None:
            self._debuginfo.stubs(address, len(code), entries)

    def use_stubs(self, address, entries):
        """The same with stubs that are there."""
        self._stubs = {name: address + offset for name, offset in entries.items()}
        self._stub_addresses = list(self._stubs.values())

    def has(self, state):
        """Whether `load` has linked code for the code object with that native record."""
        return state in self._loaded

    def load(self, state, function, stored):
        """Links what is stored for the code of a function, which has that native record; the address of its vector
        entry. Without its regions the code is good, too."""
        loaded = self._load(state, function.__code__, *stored)
        if loaded.regions:
            if self._regions is None:
                from justjit._regions import Regions

                self._regions = Regions(self._library, self)
            try:
                self.loops += self._regions.load(state, function, loaded)
            except (ValueError, OSError, MemoryError):
                self.failures += 1
        return loaded.entry

    def _load(self, state, code, function, regions):
        linked = marshal.loads(function)
        bytes_, table, groups, memory, memory_table, entry, units, loops, offsets = linked
        last = id(code) + _layout.CODE_CODE_ADAPTIVE + 2 * units
        if id(code) >> _HALF != last >> _HALF:
            raise ValueError("the code object lies across a border of 4 GiB")
        size = len(bytes_) + self._room()
        address = self._memory.allocate(size)
        data = self._library.call("malloc", len(memory))
        if not data:
            raise MemoryError
        self._library.call("memcpy", data, id(memory) + _layout.BYTES_DATA, len(memory))
        values = self._values(groups, code, address, data)
        self._fill(data, 0, memory_table, values)
        self._place(address, bytes_, table, values)
        self._note(state, code, address, size, data, len(bytes_))
        return Loaded(address, data, entry, loops, offsets, tuple(map(marshal.loads, regions)))

    def load_beside(self, state, code, linked, outside):
        """Links more code that the function with that native record enters: the addresses of its entry and data.
        `outside` tells the values of symbols that are not the code's own, by kind and text."""
        bytes_, table, groups, memory, entry = linked
        size = len(bytes_) + self._room()
        address = self._memory.allocate(size)
        data = self._library.call("calloc", 1, memory)
        try:
            if not data:
                raise MemoryError
            self._place(address, bytes_, table, self._values(groups, code, address, data, outside))
        except BaseException:
            self._memory.free(address, size)
            self._library.call("free", data)
            raise
        self._note(state, code, address, size, data, len(bytes_))
        return address + entry, data

    def _note(self, state, code, address, size, data, length):
        self._loaded.setdefault(state, []).append((address, size, data))
        if self._debuginfo is not None:
            self._debuginfo.loaded(address, length, code.co_qualname, code.co_filename)

    def forget(self, state):
        """The code object has died: nothing runs its code any more."""
        for address, length, data in self._loaded.pop(state, ()):
            if self._debuginfo is not None:
                self._debuginfo.freed(address)
            self._memory.free(address, length)
            self._library.call("free", data)

    def _place(self, address, code, table, values):
        code = bytearray(code)
        self._fill(word(id(code) + _layout.BYTEARRAY_START), address, table, values)
        self._memory.publish(address, code)

    def _fill(self, buffer, address, table, values):
        start = id(table) + _layout.BYTES_DATA
        self._relocate(buffer, address, start, start + len(table), id(values) + _layout.BYTES_DATA)

    def _values(self, groups, code, address, data, outside=None):
        """The values of all symbols, by the groups of dev.justjit.store.LinkTable, as words."""
        selfs, datas, codes, stubs, exports, constants, names, local_names, others = groups
        values = [address + offset for offset in selfs]
        values += [data + offset for offset in datas]
        values += [id(code) + offset for offset in codes]
        values += [self._stub_addresses[number] for number in stubs]
        values += map(self._library.address, exports)
        if constants:
            objects = code.co_consts
            values += [id(objects[number]) for number in constants]
        if names:
            objects = code.co_names
            values += [id(objects[number]) for number in names]
        if local_names:
            objects = _ctypes.PyObj_FromPtr(word(id(code) + _layout.CODE_LOCALSPLUSNAMES))
            values += [id(objects[number]) for number in local_names]
        for i in range(0, len(others), 2):
            values.append(self._other(others[i], others[i + 1], outside))
        return _struct.pack(f"<{len(values)}Q", *values)

    def _other(self, kind, name, outside):
        if kind == _layout.SYMBOL_JIT_DATA:
            return self._data
        if kind == _layout.SYMBOL_EXPORT_VALUE:
            return word(self._library.address(name))
        if kind == _layout.SYMBOL_STRING:
            return id(self.interned(name))
        if kind == _layout.SYMBOL_TEXT:
            kept = self._texts.setdefault(name, name.encode() + b"\0")
            return id(kept) + _layout.BYTES_DATA
        if kind == _layout.SYMBOL_NUMBER:
            return int(name, 16)
        if outside is not None:
            return outside(kind, name)
        raise ValueError(f"a symbol of kind {kind}")

    def interned(self, name):
        """The interned string, which is kept."""
        return self._strings.setdefault(name, sys.intern(name))
