"""What Spark's functions are made of, on the side of Python.

Java gives and gets numbers, bools, strings, bytes, lists and None. Types are described by strings, or by lists for those
with parts: ["array", element], ["map", key, value], ["struct", [[name, type], ...]].
"""

import ast
import base64
import hashlib
import importlib
import linecache
import os
import pickle
import sys
import tempfile
import threading
import types
from array import array
from collections import namedtuple
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import accumulate

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1)
EPOCH_UTC = datetime(1970, 1, 1, tzinfo=timezone.utc)
EPOCH_DAY = EPOCH.toordinal()
SHOWN = 60

# Tasks of several threads may want one text at the same time.
LOADING = threading.RLock()
UNPACKED = {}

# ---- finding functions ----


def find(code, name, folder, files):
    """The function of a text: "module:name", an expression, or statements that define it. Returns "module:name".

    folder: where modules are too, and files can be written; files: contents in Base64, by names.
    """
    for path in [folder, *(unpacked(folder, *each) for each in files.items())]:
        if path not in sys.path:
            sys.path.append(path)
    head, colon, tail = code.strip().partition(":")
    if colon and all(map(str.isidentifier, head.split(".") + tail.split("."))):
        importlib.invalidate_caches()
        importlib.import_module(head)
        return code.strip()
    module = "justjit_spark_" + hashlib.sha256(code.encode()).hexdigest()[:16]
    with LOADING:
        if module not in sys.modules:
            load(code, module)
    return module + ":" + chosen(sys.modules[module], name)


def unpacked(folder, name, content):
    """What Python imports from: the folder of a module, or an archive. Written once in this process."""
    with LOADING:
        if (name, content) not in UNPACKED:
            own = tempfile.mkdtemp(prefix="justjit-", dir=folder)
            path = os.path.join(own, name)
            with open(path, "wb") as file:
                file.write(base64.b64decode(content))
            UNPACKED[name, content] = own if name.endswith(".py") else path
        return UNPACKED[name, content]


def load(code, name):
    """Runs a text as a module of its own, whose lines tracebacks can show."""
    file = f"<{name}>"
    module = types.ModuleType(name)
    module.__file__ = file
    linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    tree = expression(code.strip(), file)
    sys.modules[name] = module
    try:
        if tree is not None:
            module.value = eval(tree, module.__dict__)
            module.__justjit_last__ = "value"
        else:
            exec(compile(code, file, "exec"), module.__dict__)
            names = [each.name for each in ast.parse(code).body if isinstance(each, (ast.FunctionDef, ast.ClassDef))]
            module.__justjit_last__ = names[-1] if names else None
    except BaseException:
        del sys.modules[name]
        raise


def expression(code, file):
    """Its code object, or None if it is none."""
    try:
        return compile(code, file, "eval")
    except SyntaxError:
        return None


def chosen(module, name):
    """The function with the name, or else the last one that the text defines."""
    if callable(getattr(module, name, None)):
        return name
    if module.__justjit_last__ is None:
        raise ValueError("the text defines no function")
    return module.__justjit_last__


def resolve(path):
    module, _, names = path.partition(":")
    value = importlib.import_module(module)
    for name in names.split("."):
        value = getattr(value, name)
    return value


# ---- one value ----


def integer(value):
    if type(value) is int:
        return value
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"an int was declared, not {type(value).__name__}")
    return value.__index__()


def real(value):
    if type(value) is float:
        return value
    if isinstance(value, (bool, str, bytes)):
        raise TypeError(f"a float was declared, not {type(value).__name__}")
    return float(value)


def exactly(kind):
    def check(value):
        if not isinstance(value, kind):
            raise TypeError(f"{kind.__name__} was declared, not {type(value).__name__}")
        return value

    return check


def binary(value):
    return value if type(value) is bytes else bytes(memoryview(value))


def to_text_of_decimal(value):
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"a Decimal was declared, not {type(value).__name__}")
    value = Decimal(value)
    if not value.is_finite():
        raise ValueError(f"{value} is no value of a decimal column")
    return str(value)


def to_days(value):
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"a date was declared, not {type(value).__name__}")
    return value.toordinal() - EPOCH_DAY


def to_date(days):
    return date.fromordinal(days + EPOCH_DAY)


def to_instant(micros):
    return EPOCH_UTC + timedelta(microseconds=micros)


def from_instant(value):
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError("a datetime with a time zone was declared: timestamp_ntz is the type of those without one")
    return (value - EPOCH_UTC) // MICROSECOND


def to_local(micros):
    return EPOCH + timedelta(microseconds=micros)


def from_local(value):
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise TypeError("a datetime without a time zone was declared: timestamp is the type of those with one")
    return (value - EPOCH) // MICROSECOND


def to_interval(micros):
    return timedelta(microseconds=micros)


def from_interval(value):
    return exactly(timedelta)(value) // MICROSECOND


INTEGERS = {"byte": "b", "short": "h", "integer": "i", "long": "q"}
REALS = {"float": "f", "double": "d"}
INPUTS = {
    "decimal": Decimal,
    "date": to_date,
    "timestamp": to_instant,
    "timestamp_ntz": to_local,
    "interval": to_interval,
}
OUTPUTS = {
    **dict.fromkeys(INTEGERS, integer),
    **dict.fromkeys(REALS, real),
    "boolean": exactly(bool),
    "string": exactly(str),
    "binary": binary,
    "decimal": to_text_of_decimal,
    "date": to_days,
    "timestamp": from_instant,
    "timestamp_ntz": from_local,
    "interval": from_interval,
}


def optional(convert):
    return lambda value: None if value is None else convert(value)


def reader(kind):
    """What makes Python's form of Java's, or None: they are the same."""
    if isinstance(kind, str):
        return INPUTS.get(kind)
    if kind[0] == "array":
        element = reader(kind[1])
        return element and (lambda values: [None if each is None else element(each) for each in values])
    if kind[0] == "map":
        key, value = (optional(reader(each) or (lambda same: same)) for each in kind[1:])
        return lambda pairs: {key(k): value(v) for k, v in pairs}
    row = namedtuple("Row", [name for name, _ in kind[1]], rename=True)
    parts = [optional(reader(each) or (lambda same: same)) for _, each in kind[1]]
    return lambda values: row._make([part(each) for part, each in zip(parts, values)])


def writer(kind):
    """What makes Java's form of Python's."""
    if isinstance(kind, str):
        return OUTPUTS[kind]
    if kind[0] == "array":
        element = optional(writer(kind[1]))
        return lambda values: [element(each) for each in exactly(object)(values)]
    if kind[0] == "map":
        key, value = (optional(writer(each)) for each in kind[1:])
        return lambda table: [[key(k), value(v)] for k, v in table.items()]
    names = [name for name, _ in kind[1]]
    parts = [optional(writer(each)) for _, each in kind[1]]

    def struct(value):
        if isinstance(value, dict):
            value = [value[name] for name in names]
        elif not isinstance(value, (tuple, list)):
            value = [getattr(value, name) for name in names]
        if len(value) != len(parts):
            raise ValueError(f"{len(parts)} fields were declared, not {len(value)}")
        return [part(each) for part, each in zip(parts, value)]

    return struct


def finished(value, write, nullable):
    if value is None:
        if nullable:
            return None
        raise TypeError('None was returned; declare the result as one that can be null, with "?"')
    return write(value)


def scalar(path, kinds, result, nullable):
    """The function for values in Java's form, one row at a time."""
    function = resolve(path)
    readers = [reader(kind) for kind in kinds]
    write = writer(result)

    def call(*arguments):
        values = [
            each if read is None or each is None else read(each) for read, each in zip(readers, arguments)
        ]
        return finished(function(*values), write, nullable)

    return call


# ---- many rows ----


def texts(data, limits):
    """Strings of UTF-8 that lie one after another, and where they end."""
    starts = [0] + limits
    whole = bytes(data)
    if whole.isascii():
        text = str(whole, "ascii")
        return [text[start:end] for start, end in zip(starts, limits)]
    return [whole[start:end].decode("utf-8", "replace") for start, end in zip(starts, limits)]


def column(kind, rows, buffers):
    """One column of so many rows, from the iterator of buffers: values, or data and their ends. And how to convert it."""
    if kind in ("string", "binary", "decimal"):
        data, limits = next(buffers), next(buffers).cast("i")[:rows].tolist()
        data = data[: limits[-1]]
        if kind == "binary":
            values = [bytes(data[start:end]) for start, end in zip([0] + limits, limits)]
        else:
            values = texts(data, limits)
    else:
        form = {"boolean": "?", "date": "i"}.get(kind) or INTEGERS.get(kind) or REALS.get(kind) or "q"
        values = next(buffers).cast(form)[:rows].tolist()
    return values, INPUTS.get(kind)


def present(values, read, flags):
    """The values, None where a flag is 0; converted if need be."""
    if flags is not None:
        if read is None:
            return [value if flag else None for value, flag in zip(values, flags)]
        return [read(value) if flag else None for value, flag in zip(values, flags)]
    return values if read is None else [read(value) for value in values]


def ends(parts):
    """Where each of them ends when they lie one after another."""
    return array("i", accumulate(map(len, parts))).tobytes()


def joined(parts):
    return [b"".join(parts), ends(parts)]


def packed(kind, values, types):
    """A column in Java's form: values, or data and ends.

    types: of the values.
    """
    form = INTEGERS.get(kind)
    if form:
        if types != {int}:
            values = [integer(each) for each in values]
        try:
            return [array(form, values).tobytes()]
        except OverflowError:
            most = 1 << (8 * array(form).itemsize - 1)
            outside = next(each for each in values if not -most <= each < most)
            raise OverflowError(f"{outside} was returned, which does not fit {kind}") from None
    form = REALS.get(kind)
    if form:
        if types != {float}:
            values = [real(each) for each in values]
        return [array(form, values).tobytes()]
    if kind == "boolean":
        if types != {bool}:
            raise TypeError("a bool was declared")
        return [bytes(values)]
    if kind == "string":
        text = "".join(values)
        return [text.encode(), ends(values)] if text.isascii() else joined([each.encode() for each in values])
    if kind == "binary":
        return joined([binary(each) for each in values])
    if kind == "decimal":
        return joined([to_text_of_decimal(each).encode() for each in values])
    write = OUTPUTS[kind]
    return [array("i" if kind == "date" else "q", [write(each) for each in values]).tobytes()]


BLANKS = {"string": "", "binary": b"", "decimal": Decimal(0), "boolean": False, "float": 0.0, "double": 0.0}
BLANKS.update({"date": to_date(0), "timestamp": EPOCH_UTC, "timestamp_ntz": EPOCH, "interval": timedelta()})

LOOP_FILE = "<justjit_spark loop>"
LOOP = """
def loop(results, rows{columns}):
    for row in range(rows):
        results[row] = function({items})
"""


def loop_over(function, count):
    """A loop of its own for a function, to be compiled for what that one is called with."""
    columns = [f"column{i}" for i in range(count)]
    text = LOOP.format(
        columns="".join(", " + each for each in columns),
        items=", ".join(each + "[row]" for each in columns),
    )
    scope = {"function": function}
    exec(compile(text, LOOP_FILE, "exec"), scope)
    return scope["loop"]


def note(failure, columns):
    """Adds the row to an exception that came out of a loop."""
    trace = failure.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != LOOP_FILE:
        trace = trace.tb_next
    if trace is None:
        return
    row = trace.tb_frame.f_locals.get("row")
    if row is not None and isinstance(failure, Exception):
        failure.add_note(f"row {row} of the batch: ({', '.join(shown(each[row]) for each in columns)})")


def shown(value):
    try:
        text = repr(value)
    except Exception as failure:
        text = f"<{type(value).__name__}: {type(failure).__name__}>"
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def batch(path, kinds, nullables, result, nullable):
    """The function for columns in Java's form, many rows at a time."""
    function = resolve(path)
    loop = loop_over(function, len(kinds))

    def call(rows, buffers):
        rest = iter(buffers)
        columns = []
        for kind, may_be_null in zip(kinds, nullables):
            values, read = column(kind, rows, rest)
            columns.append(present(values, read, next(rest)[:rows] if may_be_null else None))
        results = [None] * rows
        try:
            loop(results, rows, *columns)
        except BaseException as failure:
            note(failure, columns)
            raise
        return answer(results, result, nullable)

    return call


def answer(results, kind, nullable):
    """The results' columns, and flags or None."""
    flags = None
    types = set(map(type, results))
    if type(None) in types:
        if not nullable:
            finished(None, None, False)
        flags = bytes([each is not None for each in results])
        blank = BLANKS.get(kind, 0)
        results = [blank if each is None else each for each in results]
        types = set(map(type, results))
    return [flags, *packed(kind, results, types)]


# ---- aggregates ----


class Group:
    """The state of one group: an object of the user's class, kept by Java as it is."""

    def __init__(self, state):
        self.state = state


def aggregate(path, kinds, result, nullable):
    """Functions that make, feed, merge, end, save and restore a group."""
    make = resolve(path)
    readers = [reader(kind) for kind in kinds]
    write = writer(result)

    def update(group, rows, columns):
        state = group.state
        step = state.update
        lists = [
            values if read is None else [None if each is None else read(each) for each in values]
            for read, values in zip(readers, columns)
        ]
        for row in zip(*lists) if lists else [()] * rows:
            step(*row)

    def merge(group, other):
        merged = group.state.merge(other.state)
        if merged is not None:
            group.state = merged

    return [
        lambda: Group(make()),
        update,
        merge,
        lambda group: finished(group.state.finish(), write, nullable),
        lambda group: pickle.dumps(group.state, pickle.HIGHEST_PROTOCOL),
        lambda data: Group(pickle.loads(data)),
    ]
