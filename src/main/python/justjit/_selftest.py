"""Compiled code that leaves to the interpreter in the middle, compared with the interpreter.

The loops also make what enters them and leaves them known to an archive of class data.
"""

_SOURCE = '''
def steps(a, b):
    c = a + b
    return c * 10

def loop(values):
    total = 0
    for value in values:
        total = total + value
    return total

def held(first, second):
    return [first, second, first + second]

def failing(a, b):
    try:
        return a + b
    except TypeError as error:
        return type(error).__name__, error.__traceback__.tb_lineno
    finally:
        a = b = None
'''

_LOOPS = '''
import math

def half(n):
    if n < 2:
        return n
    return half(n - 2) + 1

def remainders(n, start):
    total = start
    i = 0
    while i < n:
        if i & 1:
            total += i * i % 7 - (i >> 2)
        else:
            total ^= i // 3
        i += 1
    return total

def growing(n, start):
    for i in range(n):
        start = start + start + i if i > n - 70 else start ^ i
    return start

def floats(n, start):
    x = start
    for i in range(n):
        x = x * 0.5 + i / 3 - math.sqrt(i)
    return x

def elements(n, start):
    ints = [start] * 100
    doubles = [0.5] * 100
    for i in range(n):
        k = i % 100
        ints[k] += half(i & 15)
        doubles[k] = doubles[k] * 0.75 + ints[k]
    return ints, doubles

def nested(n, start):
    count = start
    for i in range(n // 50):
        for j in range(60):
            if i + j > 40 and abs(i - j) < 30:
                count += min(i, j)
    return count
'''


class _Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return _Number(self.value + getattr(other, "value", other))

    __radd__ = __add__

    def __mul__(self, other):
        return _Number(self.value * other)

    def __eq__(self, other):
        return isinstance(other, _Number) and self.value == other.value


def _functions(source=_SOURCE):
    scope = {}
    exec(compile(source, "<justjit self-test>", "exec"), scope)
    return scope


def _cases():
    number = _Number(7)
    big = 10**30
    return [
        ("steps", (1, 2), (1.5, 2.5)),
        ("steps", (1, 2), (2**62, 2**62)),
        ("steps", (1, 2), (number, number)),
        ("steps", (1.5, 2.5), ("a", "b")),
        ("steps", (1, 2), ([1], [2])),
        ("loop", ([1, 2, 3],), ([1, 2.5, number, big],)),
        ("loop", ([1.5, 2.5],), ([1.5, 2, big],)),
        ("held", (1, 2), (number, number)),
        ("held", (1, 2), (big, big)),
        ("failing", (1, 2), (1, None)),
        ("failing", (1, 2), (number, number)),
    ]


def run():
    """Return "ok", or what went wrong."""
    return _exits() or _loops() or "ok"


def _loops():
    """Numbers in registers, that stop being such numbers in the middle."""
    import _justjit

    for name in ("remainders", "growing", "floats", "elements", "nested"):
        interpreted, function = (_functions(_LOOPS)[name] for _ in range(2))
        reason = _justjit.compile(function)
        if reason is not None:
            return f"{name} is not compiled: {reason}"
        for start in (1, 5, 2**62, -(2**63), 0.5):
            for turns in (3000, 40):
                expected = _outcome(interpreted, turns, start)
                found = _outcome(function, turns, start)
                if found != expected:
                    return f"{name}({turns}, {start}) gives {found} and not {expected}"
    return None


def _outcome(function, *arguments):
    try:
        return repr(function(*arguments))
    except TypeError as error:
        return repr(error)


def _exits():
    import sys

    import _justjit

    for name, usual, unusual in _cases():
        expected = _functions()[name](*unusual)
        function = _functions()[name]
        for _ in range(8):
            function(*usual)
        reason = _justjit.compile(function)
        if reason is not None:
            return f"{name} is not compiled: {reason}"
        counts = [sys.getrefcount(argument) for argument in unusual]
        for _ in range(3):
            found = function(*unusual)
            if found != expected or type(found) is not type(expected):
                return f"{name}{unusual!r} gives {found!r} and not {expected!r}"
        found = None
        if [sys.getrefcount(argument) for argument in unusual] != counts:
            return f"{name}{unusual!r} changes reference counts"
    return None
