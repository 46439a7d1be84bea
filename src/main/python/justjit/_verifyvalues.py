"""Values of calls that are run twice: which may take part, copies of them, and what differs.

Plain values are of exact builtin types whose operations run no code of the program: numbers, str, bytes,
None, and tuples, lists, dicts and arrays of such.
"""

import builtins

from _operator import is_

__builtins__ = dict(vars(builtins))  # for the functions below, whatever the program does to its own

# containers and numbers that a call may bring, all together
MOST_VALUES = 200_000
_MOST_TEXT = 2000
_ATOMS = frozenset(map(type, (0, 0.0, 0j, True, None, "", b"", ..., NotImplemented, range(0))))
_Array = None


class NotPlain(Exception):
    """A value cannot take part; the text says of what type it is."""


class Differs(Exception):
    """Two values are not the same; the text says where."""


def know_arrays():
    """`array.array` takes part from now on, if the program has imported it."""
    global _Array
    import sys

    module = sys.modules.get("array")
    _Array = getattr(module, "array", None)


class Copier:
    """Copies of values with everything mutable in them, once for each object.

    memo
        the copies by the `id` of what they are of; `kept` keeps that alive
    """

    def __init__(self):
        self.memo = {}
        self.kept = []
        self.left = MOST_VALUES

    def copy(self, value):
        """The same value if it cannot change, else a copy. Raises `NotPlain`."""
        kind = type(value)
        if kind in _ATOMS:
            return value
        known = self.memo.get(id(value))
        if known is not None:
            return known
        if kind is tuple or kind is frozenset:
            self._count(len(value))
            if _ATOMS.issuperset(map(type, value)):
                return value
            if kind is frozenset:
                raise NotPlain("a frozenset of other things than numbers and texts")
            return self._tuple(value)
        if kind is list:
            self._count(len(value))
            made = self._keep(value, value[:])
            if not _ATOMS.issuperset(map(type, made)):
                for i, each in enumerate(made):
                    made[i] = self.copy(each)
            return made
        if kind is dict:
            self._count(2 * len(value))
            made = self._keep(value, {})
            for key, each in value.items():
                made[self.copy(key)] = self.copy(each)
            return made
        if kind is bytearray:
            self._count(len(value) >> 3)
            return self._keep(value, value[:])
        if kind is _Array:
            self._count(len(value))
            return self._keep(value, value[:])
        raise NotPlain(f"{_article(kind)}")

    def _count(self, size):
        self.left -= size + 1
        if self.left < 0:
            raise NotPlain(f"more than {MOST_VALUES} values")

    def _keep(self, value, made):
        self.memo[id(value)] = made
        self.kept.append(value)
        return made

    def _tuple(self, value):
        items = [self.copy(each) for each in value]
        if all(map(is_, items, value)):
            return value
        again = self.memo.get(id(value))  # it may hold a list that holds it
        return self._keep(value, tuple(items)) if again is None else again


def _article(kind):
    name = kind.__qualname__
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"


class Comparison:
    """Whether two sets of values are the same: types, values bit for bit, and which containers are one object."""

    def __init__(self):
        self._forward = {}
        self._backward = {}

    def same(self, first, second, path):
        """Raises `Differs` with the path to what is not the same, `NotPlain` for what cannot be told."""
        if first is second and type(first) in _ATOMS:
            return
        kind = type(first)
        if kind is not type(second):
            raise Differs(f"{path}: types {kind.__qualname__} and {type(second).__qualname__}")
        if kind is float:
            if not _same_float(first, second):
                raise Differs(path)
        elif kind is complex:
            parts = (first.real, second.real), (first.imag, second.imag)
            if not all(_same_float(*part) for part in parts):
                raise Differs(path)
        elif kind in _ATOMS:
            if first != second or kind is range and repr(first) != repr(second):
                raise Differs(path)
        elif kind is slice:
            for name in ("start", "stop", "step"):
                self.same(getattr(first, name), getattr(second, name), f"{path}.{name}")
        elif kind is set or kind is frozenset:
            self._pair(first, second, path, kind is set)
            self._same_sets(first, second, path)
        elif kind in (tuple, list, dict, bytearray, _Array):
            if self._pair(first, second, path, kind is not tuple):
                self._same_items(kind, first, second, path)
        elif first is not second:
            raise NotPlain(_article(kind))

    def _pair(self, first, second, path, is_mutable):
        """Whether these two were not met before."""
        if not is_mutable:
            return True
        met = self._forward.get(id(first)), self._backward.get(id(second))
        if met == (None, None):
            self._forward[id(first)] = id(second)
            self._backward[id(second)] = id(first)
            return True
        if met != (id(second), id(first)):
            raise Differs(f"{path}: which object it is")
        return False

    def _same_items(self, kind, first, second, path):
        if len(first) != len(second):
            raise Differs(f"{path}: lengths {len(first)} and {len(second)}")
        if kind is bytearray:
            if first != second:
                raise Differs(path)
        elif kind is dict:
            self._same_items(list, list(first), list(second), f"{path}.keys()")
            for key, other in zip(first, second):
                self.same(first[key], second[other], f"{path}[{text(key)}]")
        elif kind is _Array:
            same = first.typecode == second.typecode and first.tobytes() == second.tobytes()
            if not same:
                self._same_items(list, list(first), list(second), path)
        elif not (all(map(is_, first, second)) and _ATOMS.issuperset(map(type, first))):
            for i, (each, other) in enumerate(zip(first, second)):
                self.same(each, other, f"{path}[{i}]")

    def _same_sets(self, first, second, path):
        try:
            Comparison().same(list(first), list(second), path)
        except Differs:  # the order may depend on what is no value, like the address of a NaN
            key = lambda each: (type(each).__qualname__, repr(each))  # noqa: E731
            Comparison().same(sorted(first, key=key), sorted(second, key=key), path)


def _same_float(first, second):
    if first != first:
        return second != second  # the sign of a NaN is not told apart: see "Known gaps"
    return first.hex() == second.hex()


def text(value):
    """A bounded `repr` of a plain value, which runs no code of the program; of others the type."""
    try:
        Copier().copy(value)
        shown = repr(value)
    except (NotPlain, RecursionError, ValueError, MemoryError):
        shown = f"<{type(value).__qualname__}>"
    if len(shown) > _MOST_TEXT:
        shown = f"{shown[:_MOST_TEXT]}... ({len(shown)} characters)"
    return shown
