"""Loops over numbers: for the types that they have seen first, then for others, with other globals, in code that dies."""

import gc
import math
import sys
import traceback
from array import array

FACTOR = 3
OTHER = 5.5


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def step(x, y):
    return (x * 7 + y) & 0xFFFF


def with_call(n):
    s = 1
    for i in range(n):
        s = step(s, i)
    return s


def with_math(n):
    x = 0.0
    for i in range(n):
        x += math.sqrt(i) * 0.5
    return x


def with_builtins(values):
    s = 0
    for v in values:
        s += abs(v) + min(v, 3)
    return s


def over(values):
    s = 0
    for v in values:
        s += v
    return s


def pairs(one, other):
    s = 0
    for a, b in zip(one, other):
        s += a * b
    return s


def by_global(n):
    s = 0
    i = 0
    while i < n:
        s += FACTOR * i
        i += 1
    return s


def stores(values):
    for i in range(1, len(values)):
        values[i] = values[i - 1] + values[i] & 0xFF
    return values


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def make(scale):
    def scaled(n):
        s = 0
        for i in range(n):
            s += i * scale
        return s

    return scaled


SOURCE = """
def again(n):
    s = 0
    for i in range(n):
        s += i ^ {name}
    return s
"""


def told(function, *arguments):
    try:
        result = function(*arguments)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        result = f"{type(error).__name__}: {error} ({where.name}, {where.lineno})"
    print(function.__name__, result if len(repr(result)) < 200 else hash(repr(result)))


def ints():
    scaled = make(4)
    numbers = list(range(-50, 50))
    told(gcd, 3**20, 3**12 * 5)
    told(with_call, 300)
    told(with_math, 300)
    told(with_builtins, numbers)
    told(over, numbers)
    told(over, array("i", numbers))
    told(over, bytes(range(200)))
    told(over, [v / 4 for v in numbers])
    told(pairs, numbers, numbers[::-1])
    told(by_global, 300)
    told(stores, list(range(120)))
    told(fib, 12)
    told(scaled, 200)


def others():
    told(gcd, 3.0**20, 2.5)
    told(gcd, 10**40, 10**30 + 7)
    told(with_call, -1)
    told(with_builtins, [1.5, -2.5, 3])
    told(with_builtins, [1, "x"])
    told(over, [1, 2, 2**62, 2**62, 2**63])
    told(over, [True, False, 3])
    told(over, (1, 2.5, None))
    told(over, array("d", [1.5, 2.5]))
    told(over, memoryview(b"abc"))
    told(pairs, [1, 2], ["a", "b"])
    told(stores, [1.5, 2, 3])
    told(stores, ["a", "b"])
    told(make("ab"), 3)
    told(make(2.5), 30)


def changed():
    global FACTOR, step
    old, FACTOR = FACTOR, OTHER
    told(by_global, 100)
    FACTOR = "x"
    told(by_global, 4)
    del FACTOR
    told(by_global, 4)
    FACTOR = old
    told(by_global, 100)
    kept, step = step, lambda x, y: x - y
    told(with_call, 50)
    step = max
    told(with_call, 50)
    step = kept
    told(with_call, 50)
    root, math.sqrt = math.sqrt, float
    told(with_math, 50)
    math.sqrt = root
    told(with_math, 50)


def dying(calls):
    """Code of the same bytecode, each with a global of its own."""
    for name, value in (("A", 1), ("B", 2.0), ("A", 7), ("C", 9)):
        scope = {name: value}
        exec(SOURCE.format(name=name), scope)
        again = scope["again"]
        for _ in range(calls):
            try:
                result = again(60)
            except TypeError as error:
                result = str(error)
        print("again", name, result)
        del scope, again
        gc.collect()


def traced():
    lines = []

    def trace(frame, event, argument):
        lines.append((event, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        over([1, 2, 3])
        with_call(2)
    finally:
        sys.settrace(None)
    print(len(lines), lines[-2:])


def main():
    for _ in range(int(sys.argv[1])):
        ints()
    others()
    changed()
    dying(40)
    traced()
    for _ in range(3):
        ints()


main()
