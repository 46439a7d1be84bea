"""Compiled code that leaves to the interpreter in the middle, compared with the interpreter."""

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


def _functions():
    scope = {}
    exec(compile(_SOURCE, "<justjit self-test>", "exec"), scope)
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
    return "ok"
