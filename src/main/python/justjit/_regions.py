"""Numeric regions of stored code: dev.justjit.region, without a JVM.

A region checks all that it relies on when it is entered, and leaves to the code of its function. So those that are
stored of a function are linked with it, and tried one after the other at the header of their loop. What they are for
is found here by its name (dev.justjit.store.InputNames); where that is something else, the region is not linked.
"""

import builtins
import sys

from justjit import _layout, _stored
from justjit._block import Unsuitable, definition_of
from justjit._native import half, put, word

_HALF = 4
_IMMUTABLE_TYPE = 1 << 8
_Function = type(lambda: None)
_Builtin = type(len)


class Unknown(ValueError):
    """What a region is for is not there."""


class Regions:
    """Links regions with the code of their functions. Needs the GIL."""

    def __init__(self, library, linker):
        self._library = library
        self._linker = linker
        self._kept = {}  # objects whose addresses machine code has

    def load(self, state, function, loaded):
        """All that are stored beside the code that the linker has just loaded for the function; how many fit."""
        count = 0
        words = dict(zip(loaded.loops[::2], loaded.loops[1::2], strict=True))
        for stored in loaded.regions:
            try:
                self._load(state, function, loaded, stored, words)
                count += 1
            except (Unknown, Unsuitable):
                pass
        return count

    def _load(self, state, function, loaded, stored, words):
        names, callees, header, *linked = stored
        code = function.__code__
        if names != code.co_names or header not in words:
            raise Unknown
        for name, key, their_names in callees:
            self._require(function, name, key, their_names)
        place = loaded.data + words[header]
        outside = _Outside(self, function, loaded, place)
        entry, data = self._linker.load_beside(state, code, linked, outside.value)
        put(data + _layout.REGION_NEXT, word(place + _layout.LOOP_ENTRY))
        put(place + _layout.LOOP_ENTRY, entry)
        put(place + _layout.LOOP_COUNT, 0)

    @staticmethod
    def _require(function, name, key, names):
        """The global is a function of the code that is compiled with the region."""
        callee = global_function(function, name)
        if callee.__code__.co_names != names or _stored.key(callee.__code__) != key:
            raise Unknown

    def builtin(self, where, name):
        """Address of CPython's own function, whatever the program has put in its place; it is kept."""
        module = builtins if where == "builtins" else sys.modules.get(where)
        item = vars(module).get(name) if type(module) is type(sys) else None
        if type(item) is not _Builtin:
            raise Unknown
        try:
            definition = definition_of(self._library, module, name)
        except TypeError:
            raise Unknown from None
        if word(id(item) + _layout.CFUNCTION_ML) != definition:
            raise Unknown
        self._kept[id(item)] = item
        return id(item)

    def type_of(self, where, name):
        """Address of a type of a module written in C, or of its iterators; it is kept."""
        module = sys.modules.get(where)
        item = vars(module).get("array") if type(module) is type(sys) else None
        if item is not None and name == "arrayiterator":
            item = type(iter(item("b")))
        right = isinstance(item, type) and (item.__module__, item.__name__) == (where, name)
        if not right or not item.__flags__ & _IMMUTABLE_TYPE:
            raise Unknown
        self._kept[id(item)] = item
        return id(item)

    def interned(self, name):
        """Address of the string."""
        return id(self._linker.interned(name))

    def address(self, name):
        """Of an exported object."""
        return self._library.address(name)


def global_function(function, name):
    """What the global of the function's module is, if it is a plain function."""
    found = function.__globals__.get(name)
    if type(found) is not _Function:
        raise Unknown
    return found


class _Outside:
    """Values of symbols that are not the region's own."""

    def __init__(self, regions, function, loaded, words):
        self._regions = regions
        self._function = function
        self._loaded = loaded
        self._words = words

    def value(self, kind, text):
        if kind == _layout.SYMBOL_LOOP:
            return self._words
        if kind == _layout.SYMBOL_RESUME:
            return self._resume(int(text))
        if kind == _layout.SYMBOL_INPUT:
            return self._input(text[0], text[1:])
        raise Unknown

    def _resume(self, unit):
        """Where a frame goes on at the unit."""
        at = _HALF * unit
        offset = int.from_bytes(self._loaded.units[at : at + _HALF], "little", signed=True)
        if offset < 0 or at >= len(self._loaded.units):
            raise Unknown
        return self._loaded.address + offset

    def _input(self, kind, name):
        regions = self._regions
        if kind == "0":
            return 0
        if kind == "n":
            return regions.interned(name)
        if kind == "x":
            return regions.address(name)
        if kind == "b":
            return regions.builtin(*name.split(" "))
        if kind == "t":
            return regions.type_of(*name.split(" "))
        function = global_function(self._function, name)
        if kind == "f":
            return id(function)
        if kind == "c":
            return id(function.__code__)
        version = half(id(function.__code__) + _layout.CODE_VERSION)
        if kind != "v" or not version:
            raise Unknown
        return version
