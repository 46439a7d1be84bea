"""Which functions only compute: nothing outlives their calls but results and changes of their arguments.

`scan` reads a code object once. `Plan` resolves, for one call, the names that the code uses: all functions that the
call can reach get copies that the interpreter runs, with copies of the values that they read.
"""

import builtins
import cmath
import itertools
import math
import weakref

import _bisect
import _functools
import _heapq
import _operator
import dis

from justjit import _layout
from justjit._native import word
from justjit._verifyvalues import NotPlain

__builtins__ = dict(vars(builtins))  # for the functions below, whatever the program does to its own
_Function = type(lambda: None)
_Builtin = type(len)
_Module = type(math)
_Code = type((lambda: None).__code__)
_Cell = type((lambda cell: lambda: cell)(0).__closure__[0])
# In the place of a registry of warnings: whoever warns gets a TypeError with WARNS before anything is said.
NO_REGISTRY = "the second run does not warn"
WARNS = "'registry' must be a dict or None"
_ASYNC = 0x80 | 0x100 | 0x200  # flags of coroutines, of functions that types.coroutine made, of async generators

_OPCODES = frozenset(
    """
    BINARY_OP BINARY_SLICE BINARY_SUBSCR BUILD_CONST_KEY_MAP BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE BUILD_STRING
    BUILD_TUPLE CALL CALL_FUNCTION_EX CALL_INTRINSIC_1 CALL_KW CHECK_EXC_MATCH CLEANUP_THROW COMPARE_OP CONTAINS_OP
    CONVERT_VALUE COPY COPY_FREE_VARS DELETE_DEREF DELETE_FAST DELETE_SUBSCR DICT_MERGE DICT_UPDATE END_FOR END_SEND
    EXTENDED_ARG FORMAT_SIMPLE FORMAT_WITH_SPEC FOR_ITER GET_ITER GET_LEN GET_YIELD_FROM_ITER IS_OP JUMP_BACKWARD
    JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD LIST_APPEND LIST_EXTEND LOAD_ASSERTION_ERROR LOAD_ATTR LOAD_CONST LOAD_DEREF
    LOAD_FAST LOAD_FAST_AND_CLEAR LOAD_FAST_CHECK LOAD_FAST_LOAD_FAST LOAD_GLOBAL MAKE_CELL MAKE_FUNCTION MAP_ADD
    MATCH_CLASS MATCH_KEYS MATCH_MAPPING MATCH_SEQUENCE NOP POP_EXCEPT POP_JUMP_IF_FALSE POP_JUMP_IF_NONE
    POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE POP_TOP PUSH_EXC_INFO PUSH_NULL RAISE_VARARGS RERAISE RESUME RETURN_CONST
    RETURN_GENERATOR RETURN_VALUE SEND SET_ADD SET_FUNCTION_ATTRIBUTE SET_UPDATE STORE_DEREF STORE_FAST
    STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_SLICE STORE_SUBSCR SWAP TO_BOOL UNARY_INVERT UNARY_NEGATIVE
    UNARY_NOT UNPACK_EX UNPACK_SEQUENCE YIELD_VALUE
    """.split()
)
_INTRINSICS = frozenset(("INTRINSIC_LIST_TO_TUPLE", "INTRINSIC_UNARY_POSITIVE", "INTRINSIC_STOPITERATION_ERROR"))
_SINGLETONS = (None, True, False, ...)


def _names(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


_PLAIN_TYPES = (int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice)
# attributes of values of builtin types: what they do is done to the value alone
_ATTRIBUTES = frozenset().union(*map(_names, _PLAIN_TYPES)) | {"args", "value", "send", "throw", "close", "typecode"}
_FORMATS = ("format", "format_map")  # they read attributes and items by the names in a text


def _pure():
    names = """
        abs all any ascii bin bool bytearray bytes callable chr complex dict divmod enumerate filter float format frozenset
        hex int isinstance issubclass iter len list map max min next oct ord pow range repr reversed round set slice sorted
        str sum tuple zip
        """
    found = [getattr(builtins, name) for name in names.split()]
    errors = [each for each in vars(builtins).values() if isinstance(each, type)]
    found += [each for each in errors if issubclass(each, BaseException)]
    for module in (math, cmath, _bisect, _heapq, _operator):
        found += [each for each in vars(module).values() if type(each) is _Builtin]
    found += [each for each in vars(itertools).values() if isinstance(each, type)]
    found.append(_functools.reduce)
    without = _operator.is_, _operator.is_not
    return {id(each): each for each in found if each not in without}


_PURE = _pure()


class Refused(Exception):
    """The function does more than compute, or that cannot be told; the text is the reason."""


class Scanned:
    """What a code object and those in it use.

    names
        the globals, each with the chains of attributes that are read of it at once: {"math": {("pi",), ()}}
    """

    def __init__(self):
        self.names = {}
        self.copy = None


_scanned = {}  # by id of the code object: a weak reference to it, and Scanned or the reason


def scan(code):
    """The `Scanned` of a code object, or `Refused`."""
    known = _scanned.get(id(code))
    if known is None:
        number = id(code)
        try:
            found = Scanned()
            _scan(code, found, frozenset(code.co_freevars))
        except Refused as reason:
            found = str(reason)
        known = weakref.ref(code, lambda dead, all_=_scanned: all_.pop(number, None)), found
        _scanned[number] = known
    if isinstance(known[1], str):
        raise Refused(known[1])
    return known[1]


def _scan(code, found, outside):
    """Adds to `found`; `outside` are variables of functions that exist already."""
    if code.co_flags & _ASYNC:
        raise Refused("it is asynchronous")
    instructions = [each for each in dis.get_instructions(code) if each.opname != "EXTENDED_ARG"]
    for i, each in enumerate(instructions):
        before = instructions[i - 1] if i else None
        _check(each, before, outside)
        if each.opname == "LOAD_GLOBAL":
            chain = []
            for after in instructions[i + 1 :]:
                if after.opname != "LOAD_ATTR" or after.is_jump_target:
                    break
                chain.append(after.argval)
            found.names.setdefault(each.argval, set()).add(tuple(chain))
        elif each.opname == "LOAD_ATTR" and not _follows_global(instructions, i):
            _check_attribute(each, before)
    names = {each.opname for each in instructions}
    if names.issuperset(("UNARY_INVERT", "PUSH_EXC_INFO")):
        raise Refused("it has ~, which may warn, and handles exceptions")
    for constant in code.co_consts:
        if type(constant) is _Code:
            inner = outside.intersection(constant.co_freevars).difference(code.co_cellvars)
            _scan(constant, found, inner)


def _check(each, before, outside):
    name = each.opname
    if name not in _OPCODES:
        raise Refused(f"line {each.positions.lineno} has {name}")
    if name in ("STORE_DEREF", "DELETE_DEREF") and each.argval in outside:
        raise Refused(f"it changes {each.argval} of an enclosing function")
    if name == "CALL_INTRINSIC_1" and each.argrepr not in _INTRINSICS:
        raise Refused(f"line {each.positions.lineno} has {each.argrepr}")
    if name == "IS_OP":
        known = before.opname == "LOAD_CONST" and not each.is_jump_target
        if not known or not any(before.argval is one for one in _SINGLETONS):
            raise Refused(f"line {each.positions.lineno} asks which object a value is")


def _follows_global(instructions, i):
    while i and instructions[i].opname == "LOAD_ATTR" and not instructions[i].is_jump_target:
        i -= 1
    return instructions[i].opname == "LOAD_GLOBAL"


def _check_attribute(each, before):
    name = each.argval
    if name not in _ATTRIBUTES:
        raise Refused(f"it reads the attribute {name}")
    if name in _FORMATS:
        known = before is not None and before.opname == "LOAD_CONST" and not each.is_jump_target
        pattern = before.argval if known else None
        if name != "format" or type(pattern) is not str or "." in pattern or "[" in pattern:
            raise Refused(f"it calls {name} of a text")


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
        self._done = set()
        self.clone = self._function(function)
        self.reads_changeable = bool(copier.memo)

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
            if name in real:
                names[name] = self._value(name, real[name], chains)
            elif name in others:
                self._value(name, others[name], chains)

    def _value(self, name, value, chains):
        """What the copies are to find in the place of the value."""
        kind = type(value)
        if kind is _Module:
            return self._module(name, value, chains)
        for chain in chains:
            for attribute in chain:
                if attribute not in _ATTRIBUTES or attribute in _FORMATS:
                    raise Refused(f"it reads {name}.{attribute}")
        if _PURE.get(id(value)) is value:
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
            setattr(made, attribute, self._value(f"{name}.{attribute}", value, rest))
        return made
