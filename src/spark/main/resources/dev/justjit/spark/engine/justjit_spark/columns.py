"""Functions that are called for many rows at a time."""

from array import array
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate

from justjit_spark.lookup import resolve
from justjit_spark.values import (
    EPOCH,
    EPOCH_UTC,
    INPUTS,
    INTEGERS,
    OUTPUTS,
    REALS,
    binary,
    finished,
    integer,
    real,
    to_date,
    to_text_of_decimal,
)

SHOWN = 60


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
