"""Runs programs of bench/programs on request, in whatever Python this is: a part of compare.py.

    worker.py plain       as this Python runs them
    worker.py compiled    with all functions compiled by JustJIT, after calls in the interpreter
    worker.py numba       with all functions compiled by Numba

Reads lines "name size" on stdin and answers with a line for each, "seconds result...", or "failed:"
and a reason. A program is warmed up when it is asked for first. Needs nothing newer than Python
3.8.
"""

import gc
import importlib.util
import os
import sys
import time

PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")
WARM_UP_CALLS = 3


def load(name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(PROGRAMS, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(name, size):
    module = load(name)
    for _ in range(WARM_UP_CALLS):
        module.main(size)
    return module.main


def compiled(name, size):
    import run

    module = run.load(name, "compiled")
    for _ in range(WARM_UP_CALLS):
        module.main(size)
    compiler = run.Compiler()
    for function in run.functions(module):
        reason = compiler.compile(function)
        if reason:
            raise RuntimeError(reason)
    module.main(size)
    return module.main


def numba(name, size):
    from numba import njit

    module = load(name)
    for key, value in list(vars(module).items()):
        if callable(value) and getattr(value, "__module__", None) == name:
            setattr(module, key, njit(value))
    module.main(size)
    return module.main


def text(result):
    values = result if isinstance(result, tuple) else (result,)
    return " ".join(map(repr, map(number, values)))


def number(value):
    """Not a number type of a package."""
    return float(value) if isinstance(value, float) else int(value)


def timed(main, size):
    gc.collect()
    start = time.perf_counter()
    result = main(size)
    end = time.perf_counter()
    return "{:.9f} {}".format(end - start, text(result))


def answer(prepare, ready, name, size):
    try:
        if name not in ready:
            ready[name] = prepare(name, size)
        return timed(ready[name], size)
    except Exception as error:
        return "failed: " + type(error).__name__ + ": " + str(error).strip().split("\n")[0][:80]


def main():
    prepare = {"plain": plain, "compiled": compiled, "numba": numba}[sys.argv[1]]
    ready = {}
    for line in sys.stdin:
        name, size = line.split()
        print(answer(prepare, ready, name, int(size)), flush=True)


if __name__ == "__main__":
    main()
