"""Bytes of machine code per code unit of bytecode, what they are for, and how fast they are made.

    ./justjit run --jit=decorated bench/code_size.py [--json FILE] [--causes N]

Without feedback: functions of the whole standard library, which have not run. The first 50 of them
are compiled in a JVM that has compiled nothing yet; what is said to be warm is their last half. With
feedback: the functions that a workload of the standard library has run interpreted.
"""

import argparse
import gc
import json
import os
import sys
import time
import types

import _justjit

FUNCTIONS = 2000
COLD = 50
CO_OPTIMIZED = 1


def files():
    """The source files of the standard library without its tests, in a fixed order."""
    library = os.path.dirname(os.__file__)
    for folder, folders, names in os.walk(library):
        folders[:] = sorted(set(folders) - {"test", "tests", "idlelib", "site-packages", "__pycache__"})
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.join(folder, name)


def walk(code):
    """The functions within a code object, in the order of the source."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_flags & CO_OPTIMIZED:
                yield constant
            yield from walk(constant)


def library():
    """FUNCTIONS functions that have not run, spread evenly over the standard library."""
    codes = []
    for path in files():
        with open(path, "rb") as file:
            codes += walk(compile(file.read(), path, "exec", dont_inherit=True))
    step = len(codes) / FUNCTIONS
    chosen = [codes[int(i * step)] for i in range(FUNCTIONS)]
    return [
        types.FunctionType(code, {}, closure=tuple(types.CellType() for _ in code.co_freevars))
        for code in chosen
    ]


def work():
    """Runs much of the standard library that is written in Python."""
    import ast
    import decimal
    import difflib
    import fractions
    import json.decoder
    import json.encoder
    import re
    import statistics
    import string
    import textwrap
    import tokenize

    python = sys.modules.get("_pydecimal") or __import__("_pydecimal")
    text = open(textwrap.__file__, encoding="utf-8").read()
    tree = ast.parse(text)
    scan = json.decoder.scanner.py_make_scanner(json.decoder.JSONDecoder())
    record = {"name": "a", "list": [1, 2.5, None, True], "nested": {"x": [{"y": "z\n"}] * 5}}
    encoded = json.dumps(record)
    for turn in range(30):
        encoder = json.encoder.JSONEncoder(indent=1)
        "".join(encoder.iterencode(record))
        scan(encoded, 0)
        ast.unparse(tree)
        ast.dump(tree)
        textwrap.fill(text, 60)
        string.Template("$a and ${b}").substitute(a=turn, b="c")
        list(tokenize.generate_tokens(iter(text.splitlines(True)).__next__))
        python.Decimal(turn).sqrt() + python.Decimal("1.5") ** 3 / 7
        sum(fractions.Fraction(1, n) for n in range(1, 20))
        statistics.stdev(range(50))
        re._parser.parse(r"(?P<a>\d+)|[a-z]*?(?:x|y)+\b")
        parse_arguments(turn)
        list(difflib.unified_diff(text.splitlines()[:80], text.splitlines()[40:120]))


def parse_arguments(turn):
    """A parser of arguments, made and used."""
    parser = argparse.ArgumentParser(prog="p")
    parser.add_argument("--number", type=int, default=1)
    parser.add_argument("--flag", action="store_true")
    parser.add_argument("rest", nargs="*")
    parser.parse_args(["--number", str(turn), "--flag", "a", "b"])
    parser.format_help()


def have_run():
    """All functions of the standard library with bytecode that is specialized, by name."""
    from _opcode_metadata import _specialized_opmap

    special = set(_specialized_opmap.values()) - {_specialized_opmap["RESUME_CHECK"]}
    found = {}
    for function in gc.get_objects():
        if isinstance(function, types.FunctionType) and function.__module__ != __name__:
            code = function.__code__
            if code not in found and len(special.intersection(code._co_code_adaptive[::2])) > 1:
                found[code] = function
    return sorted(found.values(), key=lambda f: (f.__code__.co_filename, f.__code__.co_firstlineno))


def timed(functions):
    """Compiles on this thread; answers code units and its CPU milliseconds."""
    before = time.thread_time()
    for function in functions:
        _justjit.compile(function)
    spent = time.thread_time() - before
    return sum(len(function.__code__.co_code) // 2 for function in functions), spent * 1000


def sizes(functions):
    """Units, bytes, counted exits, and bytes by cause of all functions that can be compiled."""
    total = {"functions": 0, "units": 0, "bytes": 0, "sites": 0, "causes": {}}
    for function in functions:
        if _justjit.check(function) is None:
            one = json.loads(_justjit.code_size(function))
            total["functions"] += 1
            for key in "units", "bytes", "sites":
                total[key] += one[key]
            for cause, count in one["causes"].items():
                total["causes"][cause] = total["causes"].get(cause, 0) + count
    return total


def show(title, total, causes):
    """Prints what sizes() found."""
    units = total["units"]
    print(f"{title}: {total['functions']} functions, {units} units, {total['bytes']} bytes,"
          f" {total['bytes'] / units:.1f} bytes per unit,"
          f" {8 * total['sites'] / units:.1f} bytes of counters")
    parts = {"entries": 0, "hot": 0, "cold": 0, "pool": 0}
    for cause, count in total["causes"].items():
        parts[cause.split()[0]] += count
    print("  " + ", ".join(f"{part} {count / units:.1f}" for part, count in parts.items()))
    for cause, count in sorted(total["causes"].items(), key=lambda item: -item[1])[:causes]:
        print(f"  {count / units:6.2f}  {cause}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--causes", type=int, default=25, metavar="N", help="lines of causes")
    options = parser.parse_args()
    functions = library()
    speeds = {}
    for title, part in (
        ("cold", functions[:COLD]),
        ("warming up", functions[COLD : FUNCTIONS // 2]),
        ("warm", functions[FUNCTIONS // 2 :]),
    ):
        units, milliseconds = timed(part)
        speeds[title] = units / milliseconds
        print(f"{title}: {len(part)} functions, {units} units, {milliseconds:.0f} ms,"
              f" {units / milliseconds:.0f} units per ms, {milliseconds / len(part):.2f} ms each")
    unknown = sizes(functions)
    show("without feedback", unknown, options.causes)
    work()
    known = sizes(have_run())
    show("with feedback", known, options.causes)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"units_per_ms": speeds, "without": unknown, "with": known}, file)


if __name__ == "__main__":
    main()
