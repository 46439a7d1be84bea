"""The start of a python3.13 with the compiler: the machine code of dev.justjit.stock.HostCode and a thread that waits.

A short process is over when all of this would be read, so this module does no more than the thread needs to say when
the process has run for a while. Then `_service` is imported, which does the rest, and so it is when something of the
package is used before.
"""

import sys

import _thread
import justjit

# Processor time of the process at which a JVM is worth its start. That takes about 150 ms of another
# processor until the compiler is attached, and as much again until what is hot is compiled.
START_MILLIS = 200
# Processor time after which stored code is looked for: most starts are over then.
STORED_MILLIS = 60
NANOS_PER_MILLI = 1_000_000
NEVER = 1 << 62

_PERIOD_NANOS = 10_000_000
_FUNCTIONS = (
    "NANOSLEEP nanosleep",
    "CLOCK_GETTIME clock_gettime",
    "SCHED_YIELD sched_yield",
    "PTHREAD_SELF pthread_self",
    "CALL_NO_ARGS PyObject_CallNoArgs",
    "THREAD_STATE_GET PyThreadState_Get",
    "DEC_REF Py_DecRef",
    "ADD_PENDING_CALL _PyEval_AddPendingCall",
    "CHECK_SIGNALS PyErr_CheckSignals",
)

# for mmap, mprotect and pthread_sigmask
_READ_WRITE, _READ_EXECUTE = 3, 5
_PRIVATE_ANONYMOUS = 0x22
_FAILED = 2**64 - 1
_PAGE = 4096
_SIGNAL_SET_BYTES = 128
_SIG_SETMASK = 2
_HEAD_IN_OFFSETS = 40  # of _Py_DebugOffsets, with which _PyRuntime begins: runtime_state.interpreters_head
_MAIN_THREAD_AFTER_HEAD = 24  # past interpreters.head, main and next_id

_PAUSE_MILLIS = 50
_MOST_TRIES = 20

waits = False  # for `_service` to be read
_tries = 0  # to read it
running = False  # whether a thread was started
layout = None  # the module with the machine code and the layout of its block
block = code = 0
_ctypes = _process = _Pointer = _Call = None


def start():
    """Have `_service` read when the process has run for a while; nothing where no machine code can run."""
    global waits
    if reason_against_python() is not None:
        return
    try:
        prepare()
        put("CALLABLE", id(_wake))
        put("LIBRARY", 1)
        put("START_NANOS", NEVER)
        put("STORED_NANOS", STORED_MILLIS * NANOS_PER_MILLI)
        begin_thread()
        waits = True
    except (ImportError, OSError):
        pass  # `_service` meets it, too, and keeps it


def reason_against_python():
    """Why no machine code can run in this process, or None."""
    import os

    if sys.platform != "linux" or os.uname().machine not in ("x86_64", "aarch64"):
        return f"there is no compiler for {sys.platform} {os.uname().machine}"
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 13):
        version = ".".join(map(str, sys.version_info[:2]))
        return f"this is {sys.implementation.name} {version}, and the compiler is for CPython 3.13"
    if not sys._is_gil_enabled() or sys.abiflags:
        return f"this is a build with ABI flags {sys.abiflags or 't'}"
    if not _thread._is_main_interpreter():
        return "this is a subinterpreter"
    return None


def prepare():
    """The machine code, and of its block what the thread needs, in memory that is never freed; once."""
    global block, code, layout
    if code:
        return
    _reach_c()
    import os

    layout = justjit._module(f"_hostcode_{os.uname().machine}")
    block = call("calloc", 1, layout.BYTES)
    placed = _place(layout.CODE)
    for each in _FUNCTIONS:
        field, name = each.split()
        put(field, address(name))
    put("PENDING_PYTHON", placed + layout.ENTRIES["PENDING_PYTHON"])
    put("PERIOD_NANOS", _PERIOD_NANOS)
    put("INTERPRETER", call("PyInterpreterState_Main"))
    put("MAIN_THREAD", _place_of_main_thread())
    import atexit

    call("__register_atfork", 0, 0, placed + layout.ENTRIES["FORK_CHILD"], 0)
    os.register_at_fork(before=_before_fork, after_in_child=_in_child)
    # before the thread asks for what handlers of signals, and what they raise, come after
    atexit.register(_Call(placed + layout.ENTRIES["END"]), 0, 0, 0, 0, 0, 0)
    code = placed


def _reach_c():
    global _ctypes, _process, _Pointer, _Call
    import _ctypes

    class _Pointer(_ctypes._SimpleCData):
        _type_ = "P"

    class _Call(_ctypes.CFuncPtr):
        _flags_ = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_PYTHONAPI
        _argtypes_ = (_Pointer,) * 6
        _restype_ = _Pointer

    _process = _ctypes.dlopen(None, 0)


def address(name):
    """Of an exported function or object; OSError if there is none."""
    return _ctypes.dlsym(_process, name)


def call(name, a=0, b=0, c=0, d=0, e=0, f=0):
    """Calls a C function of up to six words, or bytes, with the GIL."""
    return _Call(_ctypes.dlsym(_process, name))(a, b, c, d, e, f) or 0


def put(field, value):
    """Writes a word of the block."""
    _Pointer.from_address(block + getattr(layout, field)).value = value


def _word(place):
    return _Pointer.from_address(place).value or 0


def _place(code_bytes):
    """Copies the code to pages of its own, which become executable when they are written."""
    size = (len(code_bytes) + _PAGE - 1) & -_PAGE
    place = call("mmap", 0, size, _READ_WRITE, _PRIVATE_ANONYMOUS, 2**64 - 1)
    if place == _FAILED:
        raise OSError("the system gives no memory")
    call("memcpy", place, code_bytes, len(code_bytes))
    _Pointer.from_address(place + layout.POOL).value = block
    # a clean page on AArch64 too: it was never executed before
    if call("mprotect", place, size, _READ_EXECUTE) & 0xFFFFFFFF:
        raise OSError("the system refuses executable memory")
    return place


def _place_of_main_thread():
    """The address of `_PyRuntime.main_thread`, or 0 if it is not where it is known to be."""
    runtime = address("_PyRuntime")
    place = runtime + _word(runtime + _HEAD_IN_OFFSETS) + _MAIN_THREAD_AFTER_HEAD
    return place if _word(place) == _thread._get_main_thread_ident() else 0


def begin_thread():
    """Starts the thread, with all signals blocked, as the threads of the JVM will have them."""
    global running
    scratch = call("calloc", 2, _SIGNAL_SET_BYTES)
    thread = scratch + _SIGNAL_SET_BYTES
    call("pthread_sigmask", _SIG_SETMASK, b"\xff" * _SIGNAL_SET_BYTES, scratch)
    error = call("pthread_create", thread, 0, code + layout.ENTRIES["THREAD"], 0)
    call("pthread_sigmask", _SIG_SETMASK, scratch, 0)
    if error & 0xFFFFFFFF:
        raise OSError("the system gives no thread")
    call("pthread_detach", _word(thread))
    call("free", scratch)
    running = True


def give_up():
    """No thread waits for anything."""
    global waits
    waits = False
    if code:
        put("ENDED", 1)


def _wake():
    """By machine code, between two instructions, when the process has run for a while: a process without stored code
    goes on waiting until a JVM is worth its start. What comes in the way is tried again: the program may be deep in C
    code, or importing that very module."""
    global _tries
    if not waits:
        return
    nanos = 1_000_000_000 * _word(block + layout.NOW_SECONDS) + _word(block + layout.NOW_NANOS)
    again = nanos + _PAUSE_MILLIS * NANOS_PER_MILLI
    try:
        from justjit import _places

        if nanos < START_MILLIS * NANOS_PER_MILLI and not _places.uses_stored():
            again = START_MILLIS * NANOS_PER_MILLI
        else:
            from justjit import _service  # noqa: F401 - which goes on
    except Exception:
        pass
    if waits:
        _tries += 1
        if _tries > _MOST_TRIES:
            give_up()
        put("STORED_NANOS", again)


def _before_fork():
    try:
        from justjit import _service

        _service.before_fork()
    except Exception:  # as above; the child is without a compiler
        pass


def _in_child():
    service = sys.modules.get("justjit._service")
    if service is not None:
        service.in_child()
