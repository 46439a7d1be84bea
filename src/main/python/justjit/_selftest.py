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

_OBJECTS = '''
import contextlib

SEEN = {}

class Point:
    unit = 1

    def __init__(self, x, y):
        self.x = x
        self.y = y

    @property
    def length(self):
        return abs(self.x) + abs(self.y)

    def moved(self, by=1, *, times=1):
        return Point(self.x + by * times, self.y - self.unit)

    def __lt__(self, other):
        return self.length < other.length

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return problem[0] is ZeroDivisionError

class Named(Point):
    __slots__ = ("name",)

    def __init__(self, name, x):
        super().__init__(x, -x)
        self.name = name

def counter(start):
    count = start

    def step(by):
        nonlocal count
        count += by
        return count

    return step

def walk(points):
    for point in points:
        if point.x > 2:
            yield point, point.length
    return len(points)

def both(points):
    total = yield from walk(points)
    yield None, total

def describe(value):
    match value:
        case Named(name=name, x=x):
            return f"{name}={x:>4}"
        case [first, *rest]:
            return str(first), len(rest)
        case {"key": inside}:
            return inside
        case _:
            return repr(value)

def everything(n):
    points = [Point(i, n - i) for i in range(n)]
    points.append(Named("last", n))
    points.sort()
    step = counter(n)
    found = {}
    for point, length in both(points):
        key = step(1) if point is None else point.moved(2, times=3).x
        found[key] = found.get(key, 0) + length
    text = ""
    for value in (points[-1], [1, 2], {"key": n}, None, "a" + text):
        text += str(describe(value))
    try:
        a, *rest = sorted({key % 7 for key in found if key not in (1, 2)})
        SEEN[a] = rest[1:]
        raise KeyError(a)
    except (KeyError, ValueError) as error:
        text += error.args[0].__class__.__name__
    finally:
        del points[0]
    with contextlib.suppress(ZeroDivisionError), points[0] as first:
        n // (n - n)
    while n and not text.endswith("x"):
        n -= 1
        if n % 2:
            continue
        if n < 3:
            break
    else:
        text = text.upper() or None
    return text, found, SEEN, first.length, n, sum(p.x for p in points), lambda: n
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


_LEAST_SECONDS, _MOST_SECONDS = 0.5, 3.0
_GRAPHS = 8


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
    return _exits() or _loops() or _objects() or "ok"


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


def _objects():
    """One of each kind of thing that programs do."""
    import types

    import _justjit

    interpreted, compiled = (_functions(_OBJECTS) for _ in range(2))
    for size in (5, 9):
        interpreted["everything"](size), compiled["everything"](size)
    for scope in (compiled, vars(compiled["Point"])):
        for value in list(scope.values()):
            if isinstance(value, types.FunctionType):
                reason = _justjit.compile(value)
                if reason is not None:
                    return f"{value.__qualname__} is not compiled: {reason}"
    for size in (6, 12, 7):
        expected, found = (scope["everything"](size)[:-1] for scope in (interpreted, compiled))
        if expected != found:
            return f"everything({size}) gives {found} and not {expected}"
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


def _train():
    """Have the compiler compile by itself, by templates and by graphs, for an archive of class data."""
    import time

    from justjit import stats

    scopes = [_functions(source) for source in (_SOURCE, _LOOPS, _OBJECTS)]
    begin = time.monotonic()
    while True:
        took = time.monotonic() - begin
        counters = stats()
        graphs = counters["optimized"] + counters["optimized_in_vain"]
        if took > _MOST_SECONDS or took > _LEAST_SECONDS and graphs >= _GRAPHS:
            break
        scopes[0]["loop"](range(50))
        scopes[1]["remainders"](100, 1)
        scopes[1]["floats"](100, 0.5)
        scopes[2]["everything"](8)


if __name__ == "__main__":
    print(run())
    _train()
