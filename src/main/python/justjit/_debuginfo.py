"""What perf and gdb are told of machine code in this process: JUSTJIT_PERF, JUSTJIT_GDB, -X perf.

`begin` makes what there is one of in a process, and a block of words that says where it is. Code that is
compiled is told of by dev.justjit.debuginfo, which goes on with that block; stored code that is linked without
a JVM by `loaded` and `freed` here. All of it needs the GIL. What cannot be had is said once, in a line on
standard error, and the program goes on without.
"""

import os
import struct
import sys
import time

import _ctypes

from justjit import _debugobjects as objects
from justjit import _layout, _places
from justjit._native import Library, put, signed, text, word
from justjit._native import function as c_function

_READ, _READ_EXECUTE, _PRIVATE = 1, 5, 2
_FAILED = 2**64 - 1
_MAGIC, _VERSION, _HEADER_BYTES = 0x4A695444, 1, 40
_LOAD, _UNWINDING = 0, 4
_NEXT, _PREVIOUS, _OBJECT, _OBJECT_BYTES, _ENTRY_BYTES = 0, 8, 16, 24, 32
_ACTION, _RELEVANT, _FIRST = 4, 8, 16
_REGISTER, _UNREGISTER = 1, 2

_UNTOLD = "perf is not told of stored code"

_block = 0
_process = 0
_library = None
_parts = None
_dumps_later = False  # in a child
_entries = {}  # of gdb's list, by the address of the code


def begin():
    """The address of the block, which is made once. To be called only where somebody asks."""
    global _block, _library, _parts, _process
    if _block:
        return _block
    _library = Library()
    _parts = objects.OBJECTS[os.uname().machine]
    _process = os.getpid()
    _block = _library.call("calloc", 1, objects.BYTES)
    kind = _kind()
    if kind == "map":
        _begin_map()
    elif kind == "jitdump":
        _try("there is no jitdump file", _begin_jitdump)
    gdb = os.environ.get("JUSTJIT_GDB", "0")
    if gdb not in ("", "0", "1"):
        _say(f"JUSTJIT_GDB is 0 or 1, not {gdb}")
    if gdb == "1":
        _try("gdb is not told of machine code", _begin_gdb)
    os.register_at_fork(after_in_child=_in_child)
    return _block


def _kind():
    kind = os.environ.get("JUSTJIT_PERF", "")
    if kind not in ("", "0", "map", "jitdump"):
        _say(f"JUSTJIT_PERF is map or jitdump, not {kind}")
        kind = ""
    if not kind and sys.is_stack_trampoline_active():
        dumps = "perf_jit" in sys._xoptions
        dumps = dumps or os.environ.get("PYTHON_PERF_JIT_SUPPORT", "0") not in ("", "0")
        kind = "jitdump" if dumps else "map"
    return kind


def _try(what, work):
    try:
        work()
    except OSError as error:
        _say(f"{what}: {error}")


def _say(line):
    from justjit._service import say

    say(f"justjit: {line}")


def _get(field):
    return word(_block + field)


# ---- the map of perf ----


def _map_file(process):
    return f"/tmp/perf-{process}.map"


def _begin_map():
    _drop_stale_map()
    put(_block + objects.PERF_MAP, 1)


def _drop_stale_map():
    """A file of this name that CPython has not open is of another program: this process was it before it called
    exec, or had its number."""
    name = _map_file(_process)
    try:
        for each in os.listdir("/proc/self/fd"):
            try:
                if os.readlink(f"/proc/self/fd/{each}") == name:
                    return
            except OSError:  # the one of the list
                pass
        os.unlink(name)
    except OSError:
        pass  # there is none, mostly


def _write_map(address, length, label):
    failed = _library.call("PyUnstable_WritePerfMapEntry", address, length, _start_of(label))
    if failed & 0xFFFFFFFF:
        put(_block + objects.PERF_MAP, 0)
        _say("no more entries for perf: its map cannot be written")


def _start_of(data):
    """The address of the bytes, which end with a zero."""
    return id(data) + _layout.BYTES_DATA


# ---- jitdump ----


def _begin_jitdump():
    """perf finds the file by a page of it that is mapped to be executed."""
    place = os.environ.get("JUSTJIT_PERF_DIR") or os.environ.get("TMPDIR") or "/tmp"
    folder = _new_folder(_places.absolute(place))
    name = os.path.join(folder, f"jit-{_process}.dump")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(name, flags, 0o600)
    try:
        header = struct.pack(
            "<6I2Q", _MAGIC, _VERSION, _HEADER_BYTES, _parts["machine"], 0, _process, time.monotonic_ns(), 0
        )
        os.write(descriptor, header)
        page = os.sysconf("SC_PAGESIZE")
        if _library.call("mmap", 0, page, _READ_EXECUTE, _PRIVATE, descriptor) == _FAILED:
            raise OSError(f"{name} cannot be mapped to be executed")
    finally:
        os.close(descriptor)
    encoded = os.fsencode(name)
    put(_block + objects.JITDUMP, _library.call("strdup", _start_of(encoded)))


def _new_folder(place):
    """One that nobody else can have made: perf writes its objects beside the file."""
    folder = os.path.join(place, f"justjit-{_process}-{os.urandom(6).hex()}")
    os.mkdir(folder, 0o700)
    return folder


def _frames(length):
    """Call frame information of code of this length."""
    frames = bytearray(_parts["unwinding"])
    at, more = _parts["code_distance"], length - _parts["unwinding_length"]
    header = len(frames) - _parts["header_bytes"]
    for place, value in ((at, -more), (at + 4, more), (header + 12, -more)):
        struct.pack_into("<i", frames, place, struct.unpack_from("<i", frames, place)[0] + value)
    return frames


def _append_dump(address, length, label, frames, header):
    code = _memory(address, length)
    number = _get(objects.NEXT_CODE)
    put(_block + objects.NEXT_CODE, number + 1)
    unwinding = struct.pack("<3Q", len(frames), header, len(frames)) + frames
    unwinding += bytes(-len(unwinding) % 8)
    load = struct.pack("<2I4Q", _process, _process, address, address, length, number) + label + b"\0" + code
    name = text(_get(objects.JITDUMP))
    descriptor = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        end = os.fstat(descriptor).st_size
        records = _record(_UNWINDING, unwinding) + _record(_LOAD, load)
        if os.write(descriptor, records) != len(records):
            os.truncate(name, end)
            raise OSError(f"{os.fsdecode(name)} cannot be written whole")
    finally:
        os.close(descriptor)


def _record(kind, content):
    return struct.pack("<2IQ", kind, 16 + len(content), time.monotonic_ns()) + content


def _memory(address, length):
    return b"".join([word(address + i).to_bytes(8, "little") for i in range(0, length, 8)])


# ---- gdb ----


def _begin_gdb():
    """gdb reads symbols from files: the two that it looks for are in a library of their own."""
    handle = _ctypes.dlopen(_library_file(), os.RTLD_NOW)
    put(_block + objects.GDB_DESCRIPTOR, _ctypes.dlsym(handle, "__jit_debug_descriptor"))
    put(_block + objects.GDB_REGISTER, _ctypes.dlsym(handle, "__jit_debug_register_code"))


def _library_file():
    """In the user's cache, where it stays; else for this process."""
    content = _parts["library"]
    folder = _places.cache()
    name = os.path.join(folder, f"justjit-gdb-{os.uname().machine}.so")
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        if _places.reason_against(folder) is None:
            if _read(name) != content:
                _write(f"{name}.{_process}", content)
                os.rename(f"{name}.{_process}", name)
            if _places.reason_against(name) is None:
                return name
    except OSError:
        pass  # there is another place
    import atexit

    folder = _new_folder("/tmp")
    name = os.path.join(folder, "justjit-gdb.so")
    _write(name, content)
    atexit.register(_remove, _process, name, folder)
    return name


def _read(name):
    try:
        with open(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _write(name, content):
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(name, flags, 0o700), "wb") as file:
        file.write(content)


def _remove(process, name, folder):
    if os.getpid() == process:
        os.unlink(name)
        os.rmdir(folder)


def _add_to_gdb(address, length, name, frame_bytes):
    numbers = {b"ADDRESS!": address, b"LENGTH!!": length, b"NAMESIZE": len(name) + 2}
    content = _parts["objects"][frame_bytes]
    for hole, number in numbers.items():
        content = content.replace(hole, number.to_bytes(8, "little"))
    content += name + b"\0"
    copy = _library.call("malloc", len(content))
    entry = _library.call("calloc", 1, _ENTRY_BYTES)
    if not copy or not entry:
        return
    _library.call("memcpy", copy, _start_of(content), len(content))
    descriptor = _get(objects.GDB_DESCRIPTOR)
    first = word(descriptor + _FIRST)
    put(entry + _NEXT, first)
    put(entry + _OBJECT, copy)
    put(entry + _OBJECT_BYTES, len(content))
    if first:
        put(first + _PREVIOUS, entry)
    put(descriptor + _FIRST, entry)
    _entries[address] = entry
    _tell_gdb(_REGISTER, entry)


def _drop_from_gdb(entry):
    descriptor = _get(objects.GDB_DESCRIPTOR)
    after, before = word(entry + _NEXT), word(entry + _PREVIOUS)
    put(before + _NEXT if before else descriptor + _FIRST, after)
    if after:
        put(after + _PREVIOUS, before)
    _tell_gdb(_UNREGISTER, entry)
    _library.call("free", word(entry + _OBJECT))
    _library.call("free", entry)


def _tell_gdb(action, entry):
    descriptor = _get(objects.GDB_DESCRIPTOR)
    version = signed(descriptor)
    put(descriptor, version | action << 32)
    put(descriptor + _RELEVANT, entry)
    c_function(_get(objects.GDB_REGISTER))()
    put(descriptor, version)


# ---- stored code, without a JVM ----


def loaded(address, length, name, file):
    """Machine code of a function was linked."""
    label = _plain(f"py::{name}:{file} (jit)")
    header = _parts["header_bytes"]
    whole = length + 7 & -8
    _try(_UNTOLD, lambda: _tell_dump(address, whole, label.encode(), _frames(whole), header))
    # a function `main` would be where gdb ends its backtraces
    _tell_names(address, length, label, _plain(f"py::{name}"), _parts["frame_bytes"])


def _plain(text_):
    """Names may have any character, and the files of profilers are lines."""
    return "".join(char if char.isprintable() else "?" for char in text_)


def _tell_names(address, length, label, name, frame_bytes):
    if _get(objects.PERF_MAP):
        _write_map(address, length, label.encode())
    if _get(objects.GDB_DESCRIPTOR):
        _add_to_gdb(address, length, name.encode(), frame_bytes)


def _tell_dump(address, length, label, frames, header):
    global _dumps_later
    if _dumps_later:
        _dumps_later = False
        _begin_jitdump()
    if _get(objects.JITDUMP):
        try:
            _append_dump(address, length, label, frames, header)
        except OSError:
            put(_block + objects.JITDUMP, 0)
            raise


def freed(address):
    """Nothing runs any more what was told of."""
    entry = _entries.pop(address, None)
    if entry is not None:
        _drop_from_gdb(entry)


def room():
    """How many bytes are to stay unused behind machine code: perf maps its object over them."""
    return max(objects.ROOM, len(_parts["stubs_unwinding"])) if _get(objects.JITDUMP) or _dumps_later else 0


def stubs(address, length, entries):
    """The stubs were linked. To jitdump they are one piece of code."""
    frames, header = _parts["stubs_unwinding"], _parts["stubs_header_bytes"]
    _try(_UNTOLD, lambda: _tell_dump(address, length, b"justjit::stubs", frames, header))
    places = sorted((offset, name) for name, offset in entries.items())
    ends = [offset for offset, _ in places[1:]] + [length]
    for (offset, name), end in zip(places, ends):
        if end > offset:
            frame_bytes = _parts["stub_frames"].get(name, _parts["frame_bytes"])
            _tell_names(address + offset, end - offset, f"justjit::{name}", name, frame_bytes)


def _in_child():
    """The child has the machine code of its parent, and files of its own; a jitdump when there is something new."""
    global _process, _dumps_later
    parent, _process = _process, os.getpid()
    if _get(objects.PERF_MAP):
        if not sys.is_stack_trampoline_active():  # else CPython has begun a new one
            _library.call("PyUnstable_PerfMapState_Fini")
            _drop_stale_map()
        name = os.fsencode(_map_file(parent))
        _library.call("PyUnstable_CopyPerfMapFile", _start_of(name))
    if _get(objects.JITDUMP):
        put(_block + objects.JITDUMP, 0)
        _dumps_later = True
