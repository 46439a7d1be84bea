"""Nanoseconds per operation, interpreted and compiled: where a slow program loses its time.

Each operation is one line in a loop over a range; the cost of the empty loop is subtracted. v is an
int that is used where i would have to become an object that lives on. Run it as any program:

    ./justjit run --jit=decorated bench/operations.py [--filter TEXT] [--json FILE]
"""

import argparse
import gc
import json
import textwrap
import time
import types

import run

LOOPS = 50_000
ROUNDS = 40

OBJECT = """
class C:
    def __init__(self):
        self.x = 1
"""

SLOTS = """
class C:
    __slots__ = ('x',)
    def __init__(self):
        self.x = 1
"""

SLOTS_INIT = """
class C:
    __slots__ = ('x',)
    def __init__(self, x):
        self.x = x
"""

INIT = """
class C:
    def __init__(self, x):
        self.x = x
"""

PROPERTY = """
class C:
    @property
    def x(self):
        return 1
"""

METHOD = """
class C:
    def m(self, x):
        return x
"""

CLASS_METHOD = """
class C:
    @classmethod
    def m(cls, x):
        return x
"""

STATIC_METHOD = """
class C:
    @staticmethod
    def m(x):
        return x
"""

SUPER = """
class C:
    def m(self):
        return 1
class D(C):
    def m(self):
        return super().m()
"""

CLOSURE = """
def mk(k):
    def f(x):
        return k
    return f
"""

CALLABLE = """
class C:
    def __call__(self, x):
        return x
"""

GETITEM = """
class C:
    def __getitem__(self, x):
        return x
"""

MANAGER = """
class C:
    def __enter__(self):
        pass
    def __exit__(self, *a):
        pass
"""

TRY = """
try:
    pass
except ValueError:
    pass
"""

RAISE = """
try:
    raise ValueError
except ValueError:
    pass
"""

RAISE_INSTANCE = """
try:
    raise ValueError(v)
except ValueError:
    pass
"""

RAISE_IN_C = """
try:
    b[9]
except IndexError:
    pass
"""

MATCH_VALUE = """
match i:
    case -1:
        pass
    case -2:
        pass
"""

MATCH_SEQUENCE = """
match b:
    case (x, y):
        pass
"""

MATCH_MAPPING = """
match b:
    case {'k': x}:
        pass
"""

MATCH_CLASS = """
match o:
    case C(x=1):
        pass
"""

# name, statement, set-up of locals, definitions at module level
OPERATIONS = [
    ("nothing", "pass", "", ""),
    ("int add", "a = b + i", "b = 7", ""),
    ("int add masked", "a = (b + i) & 1023", "b = 7", ""),
    ("int small", "a = i & 255", "", ""),
    ("int small of large", "a = i & 255; a = i | 4096", "", ""),
    ("int copied", "a = i", "", ""),
    ("int kept and counted", "b = a; a += 1", "a = 1000", ""),
    ("int multiply", "a = b * i", "b = 7", ""),
    ("int remainder", "a = i % b", "b = 7", ""),
    ("int remainder of parameters", "a = p % q", "p = g.p; q = g.q", "class g: p = 1000; q = 7"),
    ("int floor division", "a = i // b", "b = 7", ""),
    ("int true division", "a = i / b", "b = 7", ""),
    ("int shift", "a = (i >> 3) | (i << 1)", "", ""),
    ("int power", "a = b ** 2", "b = 77", ""),
    ("int negate", "a = -i", "", ""),
    ("int compare", "a = i < b", "b = 700", ""),
    ("int in condition", "if b: pass", "b = 700", ""),
    ("int two digits", "a = b + i", "b = 1 << 40", ""),
    ("int three digits", "a = b + i", "b = 1 << 70", ""),
    ("float add", "a = b + c", "b = 1.5; c = 2.5", ""),
    ("float sum", "b += c", "b = 1.5; c = 2.5", ""),
    ("float divide", "a = b / c", "b = 1.5; c = 2.5", ""),
    ("float power", "a = b ** c", "b = 1.5; c = 2.5", ""),
    ("float negate", "a = -b", "b = 1.5", ""),
    ("float and int", "a = b * i", "b = 1.5", ""),
    ("float compare", "a = b < c", "b = 1.5; c = 2.5", ""),
    ("str add", "a = b + c", "b = 'ab'; c = 'cd'", ""),
    ("str equal same", "a = b == c", "b = c = 'abcd'", ""),
    ("str equal other", "a = b == c", "b = 'abcd'; c = 'abce'", ""),
    ("str in condition", "if b: pass", "b = 'abc'", ""),
    ("str index", "a = b[3]", "b = 'abcdef'", ""),
    ("str slice", "a = b[1:3]", "b = 'abcdef'", ""),
    ("str contains", "a = c in b", "b = 'abcdef'; c = 'e'", ""),
    ("f-string of str", "a = f'{b}-{b}'", "b = 'ab'", ""),
    ("f-string of int", "a = f'{i}'", "", ""),
    ("percent format", "a = '%s-%d' % (b, i)", "b = 'ab'", ""),
    ("list index", "a = b[3]", "b = [1, 2, 3, 4, 5]", ""),
    ("list index negative", "a = b[-1]", "b = [1, 2, 3, 4, 5]", ""),
    ("list store", "b[3] = v", "b = [1, 2, 3, 4, 5]", ""),
    ("list in condition", "if b: pass", "b = [1]", ""),
    ("list slice", "a = b[1:3]", "b = [1, 2, 3, 4, 5]", ""),
    ("list display", "a = [v, b]", "b = 1", ""),
    ("list contains", "a = 3 in b", "b = [1, 2, 3]", ""),
    ("list append", "b.append(v)", "b = []", ""),
    ("list pop", "b.append(v); a = b.pop()", "b = []", ""),
    ("tuple display", "a = (v, b)", "b = 1", ""),
    ("tuple index", "a = b[1]", "b = (1, 2, 3)", ""),
    ("tuple unpack", "x, y = b", "b = (1, 2)", ""),
    ("list unpack", "x, y = b", "b = [1, 2]", ""),
    ("star unpack", "x, *y = b", "b = [1, 2, 3]", ""),
    ("dict index str", "a = b['k']", "b = {'k': 1}", ""),
    ("dict index int", "a = b[5]", "b = {5: 1}", ""),
    ("dict store str", "b['k'] = v", "b = {'k': 1}", ""),
    ("dict store int", "b[5] = v", "b = {5: 1}", ""),
    ("dict contains", "a = 'k' in b", "b = {'k': 1}", ""),
    ("dict get", "a = b.get('k', 0)", "b = {'k': 1}", ""),
    ("dict display", "a = {'x': v, 'y': b}", "b = 1", ""),
    ("set contains", "a = 3 in b", "b = {1, 2, 3}", ""),
    ("is None", "a = b is None", "b = 1", ""),
    ("not", "a = not b", "b = True", ""),
    ("load global", "a = G", "", "G = 1000"),
    ("store global", "global H; H = v", "", "H = 1"),
    ("load builtin", "a = len", "", ""),
    ("load attribute", "a = o.x", "o = C()", OBJECT),
    ("store attribute", "o.x = v", "o = C()", OBJECT),
    ("load slot", "a = o.x", "o = C()", SLOTS),
    ("store slot", "o.x = v", "o = C()", SLOTS),
    ("load class attribute", "a = C.x", "", "class C:\n    x = 1"),
    ("load class attribute by instance", "a = o.x", "o = C()", "class C:\n    x = 1"),
    ("load attribute of dict instance", "a = o.x", "o = C(); o.__dict__['x'] = 1", "class C: pass"),
    ("load module attribute", "a = math.pi", "", "import math"),
    ("property", "a = o.x", "o = C()", PROPERTY),
    ("getattr builtin", "a = getattr(o, 'x')", "o = C()", "class C:\n    x = 1"),
    ("call function", "f(v)", "", "def f(x):\n    return x"),
    ("call function of no arguments", "f()", "", "def f():\n    return None"),
    ("call with defaults", "f(v)", "", "def f(x, y=1, z=2):\n    return x"),
    ("call with keywords", "f(v, y=1)", "", "def f(x, y):\n    return x"),
    ("call with star", "f(*b)", "b = (1, 2)", "def f(x, y):\n    return x"),
    ("call of varargs", "f(v, b)", "b = 1", "def f(*args):\n    return 1"),
    ("call with double star", "f(**b)", "b = {'x': 1}", "def f(x):\n    return x"),
    ("call method", "o.m(v)", "o = C()", METHOD),
    ("call bound method", "m(v)", "m = C().m", METHOD),
    ("call classmethod", "C.m(v)", "", CLASS_METHOD),
    ("call staticmethod", "C.m(v)", "", STATIC_METHOD),
    ("call super", "o.m()", "o = D()", SUPER),
    ("call closure", "f(v)", "f = mk(1)", CLOSURE),
    ("call lambda", "f(v)", "f = lambda x: x", ""),
    ("call __call__", "o(v)", "o = C()", CALLABLE),
    ("call __add__", "o + o", "o = C()", "class C:\n    def __add__(self, x):\n        return x"),
    ("call __getitem__", "o[v]", "o = C()", GETITEM),
    ("call __eq__", "o == v", "o = C()", "class C:\n    def __eq__(self, x):\n        return True"),
    ("call len", "a = len(b)", "b = [1]", ""),
    ("call isinstance", "a = isinstance(v, int)", "", ""),
    ("call type", "a = type(v)", "", ""),
    ("call str", "a = str(b)", "b = 'ab'", ""),
    ("call int", "a = int(b)", "b = '7'", ""),
    ("call list", "a = list(b)", "b = (1, 2)", ""),
    ("call range", "a = range(3)", "", ""),
    ("call ord", "a = ord(b)", "b = 'a'", ""),
    ("call abs", "a = abs(b)", "b = -7", ""),
    ("call min", "a = min(b, 3)", "b = 7", ""),
    ("call sum", "a = sum(b)", "b = [1, 2]", ""),
    ("call math.sqrt", "a = math.sqrt(b)", "b = 2.0", "import math"),
    ("call str.upper", "a = b.upper()", "b = 'ab'", ""),
    ("call str.startswith", "a = b.startswith('a')", "b = 'ab'", ""),
    ("call str.join", "a = ''.join(b)", "b = ['ab', 'c']", ""),
    ("call dict.items", "a = b.items()", "b = {1: 2}", ""),
    ("new instance", "C()", "", "class C: pass"),
    ("new instance with init", "C(v)", "", INIT),
    ("new instance with slots", "C(v)", "", SLOTS_INIT),
    ("new closure", "a = lambda: v", "", ""),
    ("new function", "a = lambda x: x", "", ""),
    ("iterate list", "for a in b: pass", "b = [1, 2, 3, 4]", ""),
    ("iterate tuple", "for a in b: pass", "b = (1, 2, 3, 4)", ""),
    ("iterate dict items", "for x, y in b.items(): pass", "b = {1: 2, 3: 4}", ""),
    ("iterate str", "for a in b: pass", "b = 'abcd'", ""),
    ("iterate enumerate", "for x, y in enumerate(b): pass", "b = (1, 2)", ""),
    ("iterate zip", "for x, y in zip(b, b): pass", "b = (1, 2)", ""),
    ("iterate range", "for a in range(4): pass", "", ""),
    ("iterate generator", "for a in f(): pass", "", "def f():\n    yield 1\n    yield 2"),
    ("list comprehension", "a = [x for x in b]", "b = (1, 2, 3, 4)", ""),
    ("dict comprehension", "a = {x: x for x in b}", "b = (1, 2, 3, 4)", ""),
    ("set comprehension", "a = {x for x in b}", "b = (1, 2, 3, 4)", ""),
    ("generator expression", "a = sum(x for x in b)", "b = (1, 2, 3, 4)", ""),
    ("try", TRY, "", ""),
    ("raise", RAISE, "", ""),
    ("raise instance", RAISE_INSTANCE, "", ""),
    ("raise in C", RAISE_IN_C, "b = []", ""),
    ("with", "with o: pass", "o = C()", MANAGER),
    ("match value", MATCH_VALUE, "", ""),
    ("match sequence", MATCH_SEQUENCE, "b = (1, 2)", ""),
    ("match mapping", MATCH_MAPPING, "b = {'k': 2}", ""),
    ("match class", MATCH_CLASS, "o = C()", "class C:\n    x = 1"),
    ("import", "import math", "", ""),
    ("import from", "from math import pi", "", ""),
    ("assert", "assert i is not None", "", ""),
    ("chained compare", "a = 0 <= i < b", "b = 1_000_000", ""),
    ("conditional", "a = b if i else 1", "b = 2", ""),
]


def function(name, statement, setup, definitions):
    """A function with the statement in a loop, in a module and with a code object of its own."""
    declared = ""
    if statement.startswith("global "):
        declared, statement = statement.split("; ", 1)
    body = textwrap.indent(statement.strip(), " " * 8)
    source = (
        f"{definitions}\ndef main(n):\n    {declared or 'pass'}\n    v = 12345\n"
        f"    {setup or 'pass'}\n    for i in range(n):\n{body}\n"
    )
    module = types.ModuleType(name.replace(" ", "_"))
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)
    return module


def best(modules):
    """The shortest time of each module; the rounds alternate."""
    times = [float("inf")] * len(modules)
    for _ in range(ROUNDS):
        for k, module in enumerate(modules):
            start = time.thread_time()
            module.main(LOOPS)
            times[k] = min(times[k], time.thread_time() - start)
    return times


def main():
    parser = argparse.ArgumentParser(description="Nanoseconds per operation.")
    parser.add_argument("--filter", default="", help="only operations with this text")
    parser.add_argument("--json", metavar="FILE", help="write the numbers to FILE")
    options = parser.parse_args()
    compiler = run.Compiler()
    base = None
    rows = []
    for operation in OPERATIONS:
        name = operation[0]
        if name != "nothing" and options.filter not in name:
            continue
        plain = function(*operation)
        fast = function(*operation)
        for _ in range(3):
            plain.main(2_000)
            fast.main(2_000)
        reasons = [compiler.compile(f) for f in run.functions(fast)]
        fast.main(2_000)
        gc.collect()
        times = [value / LOOPS * 1e9 for value in best((plain, fast))]
        if base is None:
            base = times
        a, b = times[0] - base[0], times[1] - base[1]
        note = next((text for text in reasons if text), "")
        rows.append({"name": name, "interpreted_ns": a, "compiled_ns": b, "note": note})
    rows.sort(key=lambda row: row["interpreted_ns"] - row["compiled_ns"])
    print(f"{'operation':<36}{'interpreted':>12}{'compiled':>10}{'saved':>8}  ns per operation")
    for row in rows:
        a, b = row["interpreted_ns"], row["compiled_ns"]
        print(f"{row['name']:<36}{a:>12.1f}{b:>10.1f}{a - b:>8.1f}  {row['note']}".rstrip())
    print(f"the empty loop: {base[0]:.1f} and {base[1]:.1f} ns")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()
