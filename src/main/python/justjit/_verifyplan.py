"""The second run of a call: copies of the functions that it can reach, with copies of what they read.

`Plan` resolves, for one call, the names that the code uses, and refuses what does more than compute: nothing may
outlive such a call but its result, and changes of its arguments.
"""

import builtins
import sys

from justjit import _layout
from justjit._native import word
from justjit._verifyscan import ATTRIBUTES, FORMATS, Refused, scan
from justjit._verifyvalues import NotPlain

__builtins__ = dict(vars(builtins))  # for the functions below, whatever the program does to its own
_Function = type(lambda: None)
_Builtin = type(len)
_Module = type(sys)
_Code = type((lambda: None).__code__)
_Cell = type((lambda cell: lambda: cell)(0).__closure__[0])
# In the place of a registry of warnings: whoever warns gets a TypeError with WARNS before anything is said.
NO_REGISTRY = "the second run does not warn"
WARNS = "'registry' must be a dict or None"
# Modules in C of whose functions and types all only compute, but for _NOT_PURE, where the program has imported them.
_PURE_MODULES = ("math", "cmath", "_operator", "_bisect", "_heapq", "itertools")
_NOT_PURE = ("is_", "is_not", "attrgetter", "methodcaller")


def _pure_builtins():
    names = """
        abs all any ascii bin bool bytearray bytes callable chr complex dict divmod enumerate filter float format frozenset
        hex int isinstance issubclass iter len list map max min next oct ord pow range repr reversed round set slice sorted
        str sum tuple zip
        """
    found = [getattr(builtins, name) for name in names.split()]
    types = [each for each in vars(builtins).values() if isinstance(each, type)]
    found += [each for each in types if issubclass(each, BaseException)]
    return {id(each): each for each in found}


_PURE = _pure_builtins()
_MISSING = object()


def _is_pure(value):
    """Whether it is a function or a type in C that only computes."""
    if _PURE.get(id(value)) is value:
        return True
    kind = type(value)
    if kind is not _Builtin and kind is not type:
        return False
    name = value.__name__
    if name == "reduce":
        return getattr(sys.modules.get("_functools"), name, None) is value
    if name.startswith("_") or name in _NOT_PURE or kind is _Builtin and type(value.__self__) is not _Module:
        return False
    return any(vars(sys.modules[each]).get(name) is value for each in _PURE_MODULES if each in sys.modules)


def _copy(code):
    """Of it, and of the code objects in it."""
    constants = [_copy(each) if type(each) is _Code else each for each in code.co_consts]
    return code.replace(co_consts=tuple(constants))


def keep_interpreted(interpret, code, reason):
    """Neither the code object nor those in it are ever compiled; interpret(function, reason) is the compiler's."""
    cells = tuple(_Cell() for _ in code.co_freevars) or None
    interpret(_Function(code, {}, None, None, cells), reason)
    for each in code.co_consts:
        if type(each) is _Code:
            keep_interpreted(interpret, each, reason)


def _require_texts(namespace):
    """Looking names up runs code of the program where other keys are among them."""
    keys = word(id(namespace) + _layout.DICT_KEYS)
    if type(namespace) is not dict or word(keys + _layout.KEYS_KIND) & 0xFF == _layout.KEYS_KIND_GENERAL:
        raise Refused("its globals have other keys than texts")


class Plan:
    """The second run of one call.

    codes
        the code objects that the call can run, and their copies
    inputs
        what can be changed of what names and variables held before the call: (a name, the value, its copy)
    reads_changeable
        whether the call gets or reads anything that can be changed
    """

    def __init__(self, function, copier, interpret):
        """Raises `Refused` or `NotPlain`."""
        self.codes = {}
        self.inputs = []
        self._copier = copier
        self._interpret = interpret
        self._functions = {}
        self._reached = []
        self._globals = {}
        self._modules = {}
        self._seen = []
        self._cells = []
        self._done = set()
        self.clone = self._function(function)
        self.reads_changeable = bool(copier.memo)

    def has_other_names(self):
        """Whether a name that the call reads means something else than before: it waited for a signal handler, perhaps."""
        try:
            cells = any(cell.cell_contents is not value for cell, value in self._cells)
        except ValueError:  # it is empty now
            return True
        return cells or any(names.get(name, _MISSING) is not value for names, name, value in self._seen)

    def functions(self):
        """All functions that the call can reach by names, itself first."""
        return self._reached

    def _function(self, function):
        clone = self._functions.get(id(function))
        if clone is None:
            code = function.__code__
            copied = self._copy_of(code)
            names = self._globals_of(function)
            closure = function.__closure__
            cells = None if closure is None else tuple(_Cell() for _ in closure)
            clone = _Function(copied, names, function.__name__, None, cells)
            clone.__qualname__ = function.__qualname__
            self._functions[id(function)] = clone
            self._reached.append(function)
            self._resolve(function, scan(code), names)
            self._fill(function, closure, cells)
            if function.__defaults__:
                clone.__defaults__ = self._read("defaults", function.__defaults__)
            if function.__kwdefaults__:
                clone.__kwdefaults__ = self._read("defaults", function.__kwdefaults__)
        return clone

    def _fill(self, function, closure, cells):
        for name, cell, made in zip(function.__code__.co_freevars, closure or (), cells or ()):
            try:
                value = cell.cell_contents
            except ValueError:
                continue  # it has none yet
            self._cells.append((cell, value))
            made.cell_contents = self._value(name, value, {()})

    def _copy_of(self, code):
        """A code object that is never compiled: of it, and of those in it."""
        found = scan(code)
        if found.copy is None:
            found.copy = _copy(code)
            keep_interpreted(self._interpret, found.copy, "it is for comparisons")
        self._know(code, found.copy)
        return found.copy

    def _know(self, code, copied):
        self.codes[code] = code
        self.codes[copied] = code
        for one, other in zip(code.co_consts, copied.co_consts):
            if type(one) is _Code:
                self._know(one, other)

    def _globals_of(self, function):
        real = function.__globals__
        names = self._globals.get(id(real))
        if names is None:
            _require_texts(real)
            _require_texts(function.__builtins__)
            names = {"__builtins__": function.__builtins__, "__warningregistry__": NO_REGISTRY}
            self._globals[id(real)] = names
            if type(real.get("__name__")) is str:
                names["__name__"] = real["__name__"]
        return names

    def _resolve(self, function, found, names):
        real, others = function.__globals__, function.__builtins__
        for name, chains in found.names.items():
            chains = {chain for chain in chains if (id(real), name, chain) not in self._done}
            if not chains:
                continue
            self._done.update((id(real), name, chain) for chain in chains)
            self._seen.append((real, name, real.get(name, _MISSING)))
            if name in real:
                names[name] = self._value(name, real[name], chains)
            elif name in others:
                self._seen.append((others, name, others[name]))
                self._value(name, others[name], chains)

    def _value(self, name, value, chains):
        """What the copies are to find in the place of the value."""
        kind = type(value)
        if kind is _Module:
            return self._module(name, value, chains)
        for chain in chains:
            for attribute in chain:
                if attribute not in ATTRIBUTES or attribute in FORMATS:
                    raise Refused(f"it reads {name}.{attribute}")
        if _is_pure(value):
            return value
        if kind is _Function:
            if vars(value):
                raise Refused(f"{name} has attributes")
            try:
                return self._function(value)
            except Refused as reason:
                raise Refused(f"it uses {name}: {reason}") from None
        return self._read(name, value)

    def _read(self, name, value):
        try:
            made = self._copier.copy(value)
        except NotPlain as reason:
            raise Refused(f"it reads {name}, which is {reason}") from None
        if made is not value:
            self.inputs.append((name, value, made))
        return made

    def _module(self, name, module, chains):
        _require_texts(vars(module))
        made = self._modules.get(id(module))
        if made is None:
            made = self._modules[id(module)] = _Module("copy")
        inner = {}
        for chain in chains:
            if not chain:
                raise Refused(f"it uses the module {name} itself")
            inner.setdefault(chain[0], set()).add(chain[1:])
        for attribute, rest in inner.items():
            if attribute not in vars(module):
                raise Refused(f"it reads {name}.{attribute}")
            value = vars(module)[attribute]
            self._seen.append((vars(module), attribute, value))
            setattr(made, attribute, self._value(f"{name}.{attribute}", value, rest))
        return made
