"""Broken bytecode: whatever the compiler accepts does what the interpreter does with it.

    mutate.py SEED COUNT

Mutates the code of the functions below. Both ways of running it happen in forked processes: what
crashes or hangs the interpreter is left out.
"""

import opcode
import os
import random
import signal
import sys

import justjit


def add(a, b):
    c = a + b
    return c * 2 - a


def loop(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            continue
        total += i
    return total


def countdown(n):
    while n > 0:
        n -= 2
    return n


def guarded(d, k):
    try:
        return d[k]
    except KeyError as e:
        return e.args
    finally:
        d["seen"] = 1


class Box:
    def __init__(self, v):
        self.v = v

    def get(self):
        return self.v

    def __enter__(self):
        return self

    def __exit__(self, *info):
        return True


def attributes(x):
    box = Box(x)
    box.v += 1
    return box.get() + box.v


def managed(x):
    with Box(x) as box:
        return 1 // box.v
    return "swallowed"


def unpack(pair):
    a, *b = pair
    return [b, a, *b]


def closure(x):
    def inner(y, *, z=1):
        return x + y + z

    return inner(2, z=x)


def words(n):
    return {str(i): f"{i:>3}" for i in range(n) if i != 2}


def choose(v):
    match v:
        case [a, b]:
            return a - b
        case {"k": k}:
            return k
        case _:
            return None


CASES = [
    (add, [(3, 4), (2.5, 1), ("a", "b")]),
    (loop, [(10,), (0,)]),
    (countdown, [(9,), (1.5,)]),
    (guarded, [({1: 2}, 1), ({}, "x")]),
    (attributes, [(1,), (0.5,)]),
    (managed, [(2,), (0,)]),
    (unpack, [((1, 2, 3),), ([],)]),
    (closure, [(1,), ("s",)]),
    (words, [(4,)]),
    (choose, [([5, 3],), ({"k": 1},), (7,)]),
]


# What a compiler of Python source could write. The interpreter's own opcodes make even
# reading co_code crash, and stand for something else in it.
GENUINE = {
    number
    for name, number in opcode.opmap.items()
    if number < 256
    and not name.startswith("INSTRUMENTED_")
    and name not in ("ENTER_EXECUTOR", "INTERPRETER_EXIT", "RESERVED")
}


def mutated(function, rng):
    while True:
        code = mutate(function, rng)
        if GENUINE.issuperset(code[::2]):
            return function.__code__.replace(co_code=code)


def mutate(function, rng):
    code = bytearray(function.__code__.co_code)
    for _ in range(rng.choice((1, 1, 1, 2))):
        at = rng.randrange(len(code))
        how = rng.randrange(3)
        if how == 0:
            code[at] = rng.randrange(256)
        elif how == 1:
            code[at] ^= 1 << rng.randrange(8)
        else:
            other = rng.randrange(len(code) // 2) * 2
            at &= ~1
            code[at : at + 2], code[other : other + 2] = (
                code[other : other + 2],
                code[at : at + 2],
            )
    return bytes(code)


def outcome(function, arguments):
    """What a call does, as bytes; None if it ends the process or takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(3)
        for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            text = repr(function(*arguments))
        except BaseException as e:
            text = f"{type(e).__name__}: {e}"
        os.write(writing, text.encode("utf-8", "backslashreplace")[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        text = stream.read()
    status = os.waitpid(child, 0)[1]
    return text if status == 0 else None


def main(seed, count):
    rng = random.Random(seed)
    refused = compared = crashed = differ = 0
    for number in range(count):
        function, calls = rng.choice(CASES)
        code = mutated(function, rng)
        plain = type(function)(code, globals())
        try:
            compiled = justjit.compile_function(type(function)(code, globals()))
        except justjit.NotCompilable as e:
            if "compiler error" in str(e):
                print("compiler error", function.__name__, number, e)
                differ += 1
            refused += 1
            continue
        for arguments in calls:
            expected = outcome(plain, arguments)
            if expected is None:
                crashed += 1
                continue
            actual = outcome(compiled, arguments)
            compared += 1
            if expected != actual:
                differ += 1
                print("differs", function.__name__, number, arguments, expected, actual)
                print(code.co_code.hex())
    print(f"{compared=} {refused=} {crashed=} {differ=}")


main(int(sys.argv[1]), int(sys.argv[2]))
