"""Single values: what Java has them as, and what functions have them as."""

from collections import namedtuple
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1)
EPOCH_UTC = datetime(1970, 1, 1, tzinfo=timezone.utc)
EPOCH_DAY = EPOCH.toordinal()


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
