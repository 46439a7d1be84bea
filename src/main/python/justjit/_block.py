"""The block of data that stored code works on: what dev.justjit.attach.RuntimeBlock fills in Java."""

import builtins
import gc
import os

from justjit import _layout
from justjit._native import half, halves, put, text, word

_MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022
_READ_WRITE = 3
_ATTRIBUTES_BYTES = 64
_KEYS_PASSES = 40
_KEYS_WORDS = 64
_MOST_YOUNG = 100  # objects that are made behind one just made
_Function = type(lambda: None)
_Builtin = type(len)


class Unsuitable(Exception):
    """This process is not one in which stored code can run; the text says why."""


def difference(library):
    """Why this Python is not one that the layouts describe, or None."""
    runtime = library.address("_PyRuntime")
    for position, expected in _layout.CHECKS[os.uname().machine]:
        if word(runtime + position) != expected:
            return "this Python has another layout"
    return None


class Block:
    """The block, in memory that is never freed. Needs the GIL.

    library
        the process's `_native.Library`
    address
        of one that the compiler has filled, or 0
    """

    def __init__(self, library, address=0):
        self._library = library
        self._kept = []  # objects whose addresses machine code has
        self.address = address or library.call("calloc", 1, _layout.DATA_BYTES)
        self._interpreter = library.call("PyInterpreterState_Main")

    def get(self, field):
        """The word at an offset."""
        return word(self.address + field)

    def put(self, field, value):
        """Writes it."""
        put(self.address + field, value)

    def fill(self, interned):
        """From the running CPython; interned gives strings that are kept. Unsuitable if it is another one."""
        library = self._library
        for field in (_layout.DATA_OK_VERSION, _layout.DATA_TRACED_VERSION):
            self.put(field, -1)
        self.put(_layout.DATA_INTERPRETER, self._interpreter)
        self.put(_layout.DATA_NEXT_KEYS_VERSION, self._keys_version())
        self.put(_layout.DATA_SPECIAL_TABLE, self._special_table(interned))
        self._main_stack()
        self._arrays()
        empty = range(0)
        self._kept.append(empty)
        self.put(_layout.DATA_EMPTY_RANGE, id(empty))
        self.put(_layout.DATA_RERAISE, self._reraise())
        pymalloc = text(library.call("_PyMem_GetCurrentAllocatorName") or 0) == b"pymalloc"
        self.put(_layout.DATA_TWO_DIGITS_FIT, pymalloc)
        self.put(_layout.DATA_INT_FREE_ROOM, pymalloc * _layout.INT_FREE_LIST_LENGTH)
        self.put(_layout.DATA_FLOAT_FREE_ROOM, pymalloc * _layout.FLOAT_FREE_LIST_LENGTH)
        fresh = lambda: None  # noqa: E731 - nobody has touched it
        entry = word(id(fresh) + _layout.FUNCTION_VECTORCALL)
        self.put(_layout.DATA_ORIGINAL_VECTORCALL, entry)
        self.put(_layout.DATA_LEN, self._builtin("len"))
        self.put(_layout.DATA_ISINSTANCE, self._builtin("isinstance"))
        self.put(_layout.DATA_MIN, self._builtin("min"))
        self.put(_layout.DATA_MAX, self._builtin("max"))
        self.put(_layout.DATA_ABS, self._builtin("abs"))
        self.put(_layout.DATA_ORD, self._builtin("ord"))
        self.put(_layout.DATA_CHR, self._builtin("chr"))
        self.put(_layout.DATA_ID, self._builtin("id"))
        self.put(_layout.DATA_BUILTINS, id(builtins))
        self.put(_layout.DATA_IMPORT, self._builtin("__import__"))
        self.put(_layout.DATA_LIST_APPEND, id(list.__dict__["append"]))
        self.put(_layout.DATA_DICT_GET, id(dict.__dict__["get"]))
        self.put(_layout.DATA_DICT_SETDEFAULT, id(dict.__dict__["setdefault"]))
        self.put(_layout.DATA_REFERENCE_TRACER, self._reference_tracer())
        if pymalloc:
            self._free_lists()
        construct = object.__dict__["__new__"]
        self.put(_layout.DATA_NEW_METHOD, word(id(construct) + _layout.CFUNCTION_ML))
        made = type("made", (), {"__new__": None})  # nobody has touched it
        self.put(_layout.DATA_SUBTYPE_DEALLOC, word(id(made) + _layout.TYPE_DEALLOC))
        self.put(_layout.DATA_SLOT_NEW, word(id(made) + _layout.TYPE_NEW))
        fallback = _import_fallback(builtins.__dict__.copy())
        self._kept.append(fallback)
        self.put(_layout.DATA_IMPORT_FROM_FALLBACK, id(fallback))

    def _keys_version(self):
        """Where the versions of dict keys come from, or 0: see KeysVersions."""
        first = self._interpreter + _layout.INTERPRETER_NEXT_KEYS_VERSION - 4 * _KEYS_WORDS
        before = halves(first, 2 * _KEYS_WORDS)
        version = _version_of_new_keys()
        after = halves(first, 2 * _KEYS_WORDS)
        found = [
            i
            for i, old in enumerate(before)
            if version and old == version and after[i] == version + 1
        ]
        if len(found) != 1:
            return 0
        address = first + 4 * found[0]
        return address if _version_of_new_keys() == half(address) - 1 else 0

    def _reference_tracer(self):
        """Where the function that traces references is, or 0: see ReferenceTracer."""
        call = self._library.call
        mark = call("calloc", 1, 8)
        found = []
        if not call("PyRefTracer_GetTracer", mark):
            before = word(mark)
            runtime = self._library.address("_PyRuntime")
            call("PyRefTracer_SetTracer", 0, mark)
            beside = halves(runtime, 2 * _layout.REFERENCE_TRACER_WORDS)
            low, high = mark & 0xFFFFFFFF, mark >> 32
            found = [
                runtime + 4 * i - 8
                for i in range(2, len(beside), 2)
                if beside[i] == low and beside[i + 1] == high
            ]
            call("PyRefTracer_SetTracer", 0, before)
        call("free", mark)
        return found[0] if len(found) == 1 else 0

    def _free_lists(self):
        """Where CPython keeps dead tuples and lists, and the collector young objects: see FreeLists."""
        young = self._young_objects()
        tuples = self._free_tuples()
        lists = tuples + _layout.FREE_TUPLES_SIZE
        if not self.get(_layout.DATA_REFERENCE_TRACER) or not young or not tuples:
            return
        dead = self._dead("PyList_New", 0)
        count = half(lists + _layout.FREE_LISTS_COUNT)
        if count > _layout.FREE_MOST_LISTS or dead not in [
            word(lists + 8 * i) for i in range(count)
        ]:
            return
        self.put(_layout.DATA_YOUNG_OBJECTS, young)
        self.put(_layout.DATA_FREE_TUPLES, tuples)
        self.put(_layout.DATA_FREE_LISTS, lists)
        for size in range(8, _layout.DATA_LARGEST_BLOCK + 1, 8):
            self.put(_layout.DATA_BLOCKS + 2 * size + 8, _layout.BLOCK_LIST_LENGTH)

    def _dead(self, maker, length):
        """Where a new object of that length has just died."""
        made = self._library.call(maker, length)
        self._library.call("Py_DecRef", made)
        return made

    def _young_objects(self):
        """The only element of the collector's list that is in the interpreter's state."""
        threshold, passed = gc.get_threshold()[0], 0
        young = [[]]  # tracked: behind all that there are
        header = id(young) + _layout.OBJECT_GC_NEXT
        while not self._interpreter <= header < self._interpreter + _layout.INTERPRETER_SIZE:
            header, passed = word(header), passed + 1
            if passed > _MOST_YOUNG or not header:
                return 0
        return header if half(header + _layout.GENERATION_THRESHOLD) == threshold else 0

    def _free_tuples(self):
        length = _layout.RARE_TUPLE
        low, high = (dead := self._dead("PyTuple_New", length)) & 0xFFFFFFFF, dead >> 32
        state = halves(self._interpreter, _layout.FREE_LISTS_BYTES // 4)
        found = [
            self._interpreter + 4 * i
            for i in range(0, len(state), 2)
            if state[i] == low and state[i + 1] == high
        ]
        if len(found) != 1:
            return 0
        tuples = found[0] - 8 * (length - 1)
        count = tuples + _layout.FREE_TUPLES_COUNTS + 4 * (length - 1)
        before = half(count)
        made = self._library.call("PyTuple_New", length)
        taken = made == dead and half(count) == before - 1
        self._library.call("Py_DecRef", made)
        return tuples if taken and half(count) == before else 0

    def _special_table(self, interned):
        table = self._library.call("calloc", 1, _layout.SPECIAL_BYTES)
        for offset, name in _layout.SPECIAL_NAMES_AT:
            put(table + offset, id(interned(name)))
        for offset, value in _layout.SPECIAL_WORDS:
            put(table + offset, value)
        return table

    def _main_stack(self):
        """The first thread's stack: its size takes the system long to find out."""
        call = self._library.call
        if call("gettid") & 0xFFFFFFFF != os.getpid():
            return
        attributes = call("calloc", 1, _ATTRIBUTES_BYTES)
        lowest = call("calloc", 2, 8)
        this = call("pthread_self")
        if not call("pthread_getattr_np", this, attributes) & 0xFFFFFFFF:
            call("pthread_attr_getstack", attributes, lowest, lowest + 8)
            call("pthread_attr_destroy", attributes)
            self.put(_layout.DATA_MAIN_STACK_LOWEST, word(lowest))
            self.put(_layout.DATA_MAIN_THREAD, this)
        call("free", lowest)
        call("free", attributes)

    def _arrays(self):
        """Small ints and characters that lie one behind the other."""
        zero, first = id(0), id(chr(0))
        ints = all(id(i) == zero + _layout.LONG_SMALL_STRIDE * i for i in (-5, 1, 255, 256))
        characters = all(id(chr(i)) == first + _layout.ASCII_STRIDE * i for i in (1, 2, 126, 127))
        if not ints or not characters:
            raise Unsuitable("small ints or characters are not arrays")
        self.put(_layout.DATA_SMALL_INT_ZERO, zero)
        self.put(_layout.DATA_ASCII_CHARACTERS, first)

    def _reraise(self):
        size = _layout.DATA_RERAISE_DISTANCE + 2
        flags = _MAP_PRIVATE_ANONYMOUS_NORESERVE
        memory = self._library.call("mmap", 0, size, _READ_WRITE, flags, -1)
        if memory == 2**64 - 1:
            raise Unsuitable("the system gives no memory")
        self._library.call("memcpy", memory, id(_layout.RERAISE) + _layout.BYTES_DATA, 2)
        end = memory + _layout.DATA_RERAISE_DISTANCE
        self._library.call("memcpy", end, id(_layout.RERAISE) + _layout.BYTES_DATA, 2)
        return memory

    def _builtin(self, name):
        """CPython's own function, or 0 where the program has put something else in its place."""
        item = builtins.__dict__.get(name)
        definition = definition_of(self._library, builtins, name)
        own = type(item) is _Builtin and word(id(item) + _layout.CFUNCTION_ML) == definition
        return id(item) if own else 0


def answer_by(data, entries, code):
    """Machine code with the block at that address asks the C functions of the host: their offsets by name, and
    where they are from."""
    for field, entry in (
        (_layout.DATA_VERSION_CHECK, "DOUBT"),
        (_layout.DATA_TOOLS_CHANGED, "DOUBT"),
        (_layout.DATA_COMPILE, "ASKED"),
        (_layout.DATA_DEOPT_NOTICE, "LEFT"),
        (_layout.DATA_LOOP_IS_HOT, "LOOP_HOT"),
    ):
        put(data + field, code + entries[entry])


def _version_of_new_keys():
    """Has the interpreter read a global of new globals until it has given their keys a version."""
    names = {"name": None}
    function = _Function((lambda: name).__code__.replace(), names)  # noqa: F821
    for _ in range(_KEYS_PASSES):
        function()
        version = half(word(id(names) + _layout.DICT_KEYS) + _layout.KEYS_VERSION)
        if version:
            return version
    return 0


def _import_fallback(own):
    """What answers `from module import name` without such an attribute: made when it is first called."""
    made = []

    def import_from_failed(module, name):
        if not made:
            scope = {"__builtins__": own}
            exec(_layout.IMPORT_FALLBACK, scope)
            made.append(scope["import_from_failed"])
        return made[0](module, name)

    return import_from_failed


def definition_of(library, module, name):
    """The PyMethodDef of a module's C function, as its definition has it: see ModuleMethods."""
    of_module = library.call("PyModule_GetDef", id(module))
    return method(word(of_module + _layout.MODULE_METHODS) if of_module else 0, name)


def method(first, name):
    """The one with the name in a table of PyMethodDef; Unsuitable if there is none."""
    while first and word(first):
        if text(word(first)) == name.encode():
            return first
        first += _layout.METHOD_SIZE
    raise Unsuitable(f"there is no function {name}")
