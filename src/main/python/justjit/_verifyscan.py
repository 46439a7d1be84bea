"""What a code object does, read from its bytecode: whether it may be run a second time.

No module of the standard library is imported that a program might have a file of the same name for.
"""

import builtins

import _opcode_metadata
import _weakref

__builtins__ = dict(vars(builtins))  # for the functions below, whatever the program does to its own
_Code = type((lambda: None).__code__)
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
_NAMES = {number: name for name, number in _opcode_metadata.opmap.items()}
_CACHE = _opcode_metadata.opmap["CACHE"]
_JUMPS = frozenset(name for name in _OPCODES if "JUMP" in name) | {"FOR_ITER", "SEND"}
_INTRINSICS = (3, 5, 6)  # INTRINSIC_STOPITERATION_ERROR, INTRINSIC_UNARY_POSITIVE, INTRINSIC_LIST_TO_TUPLE
_SINGLETONS = (None, True, False, ...)


def _names(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


_PLAIN_TYPES = (int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice)
# attributes of values of builtin types: what they do is done to the value alone
ATTRIBUTES = frozenset().union(*map(_names, _PLAIN_TYPES)) | {"args", "value", "send", "throw", "close", "typecode"}
FORMATS = ("format", "format_map")  # they read attributes and items by the names in a text


class Refused(Exception):
    """The function does more than compute, or that cannot be told; the text is the reason."""


class Scanned:
    """What a code object and those in it use.

    names
        the globals, each with the chains of attributes that are read of it at once: {"math": {("pi",), ()}}
    copy
        a place for a `_verifyplan.Plan`
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
        known = _weakref.ref(code, lambda dead, all_=_scanned: all_.pop(number, None)), found
        _scanned[number] = known
    if isinstance(known[1], str):
        raise Refused(known[1])
    return known[1]


class _Insn:
    """An instruction: its name, its argument, the offset in bytes, and whether another one jumps here."""

    def __init__(self, name, argument, offset):
        self.name = name
        self.argument = argument
        self.offset = offset
        self.is_target = False


def _decode(code):
    found = []
    jumps = []
    extended = 0
    text = code.co_code
    for offset in range(0, len(text), 2):
        number, argument = text[offset], text[offset + 1] | extended
        if number == _CACHE:
            continue
        name = _NAMES[number]
        is_prefix = name == "EXTENDED_ARG"
        extended = argument << 8 if is_prefix else 0
        if not is_prefix:
            found.append(_Insn(name, argument, offset))
    for each in found:
        if each.name in _JUMPS:
            end = each.offset + 2
            while end < len(text) and text[end] == _CACHE:
                end += 2
            jumps.append(end + (-2 if "BACKWARD" in each.name else 2) * each.argument)
    # the jump leads to the first prefix of an instruction, if that has any
    starts = {each.offset: each for each in found}
    for target in jumps:
        while target not in starts:
            target += 2
        starts[target].is_target = True
    return found


def _scan(code, found, outside):
    """Adds to `found`; `outside` are variables of functions that exist already."""
    if code.co_flags & _ASYNC:
        raise Refused("it is asynchronous")
    insns = _decode(code)
    for i, each in enumerate(insns):
        before = insns[i - 1] if i else None
        _check(code, each, before, outside)
        if each.name == "LOAD_GLOBAL":
            chain = []
            for after in insns[i + 1 :]:
                if after.name != "LOAD_ATTR" or after.is_target:
                    break
                chain.append(code.co_names[after.argument >> 1])
            found.names.setdefault(code.co_names[each.argument >> 1], set()).add(tuple(chain))
        elif each.name == "LOAD_ATTR" and not _follows_global(insns, i):
            _check_attribute(code, each, before)
    names = {each.name for each in insns}
    if names.issuperset(("UNARY_INVERT", "PUSH_EXC_INFO")):
        raise Refused("it has ~, which may warn, and handles exceptions")
    for constant in code.co_consts:
        if type(constant) is _Code:
            inner = outside.intersection(constant.co_freevars).difference(code.co_cellvars)
            _scan(constant, found, inner)


def _check(code, each, before, outside):
    name = each.name
    if name not in _OPCODES or name == "CALL_INTRINSIC_1" and each.argument not in _INTRINSICS:
        raise Refused(f"line {_line(code, each)} has {name}")
    if name in ("STORE_DEREF", "DELETE_DEREF"):
        variable = code._varname_from_oparg(each.argument)
        if variable in outside:
            raise Refused(f"it changes {variable} of an enclosing function")
    if name == "IS_OP":
        constant = _constant(code, each, before)
        if not any(constant is one for one in _SINGLETONS):
            raise Refused(f"line {_line(code, each)} asks which object a value is")


def _line(code, insn):
    for start, end, line in code.co_lines():
        if start <= insn.offset < end:
            return line
    return None


def _constant(code, each, before):
    """What the instruction before this one has loaded, or a text that no singleton is."""
    known = before is not None and before.name == "LOAD_CONST" and not each.is_target
    return code.co_consts[before.argument] if known else "."


def _follows_global(insns, i):
    while i and insns[i].name == "LOAD_ATTR" and not insns[i].is_target:
        i -= 1
    return insns[i].name == "LOAD_GLOBAL"


def _check_attribute(code, each, before):
    name = code.co_names[each.argument >> 1]
    if name not in ATTRIBUTES:
        raise Refused(f"it reads the attribute {name}")
    if name in FORMATS:
        pattern = _constant(code, each, before)
        if name != "format" or type(pattern) is not str or "." in pattern or "[" in pattern:
            raise Refused(f"it calls {name} of a text")
