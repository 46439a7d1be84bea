"""Compares compiled functions with the interpreter, side by side in one process.

Every program in bench/programs is loaded twice as two modules with code objects of their own. Both
are warmed up in the interpreter; then the functions of the second are compiled, and rounds of the
two alternate, so that a change of the machine's speed meets both. The results are compared.
"""

import argparse
import gc
import json
import math
import os
import platform
import statistics
import sys
import time
import types

PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")
SLOW = 0.95
CO_OPTIMIZED = 1
WARM_UP_CALLS = 3


def arguments():
    parser = argparse.ArgumentParser(
        prog="justjit bench", description="Compare compiled functions with the interpreter."
    )
    parser.add_argument(
        "--filter",
        metavar="TEXT",
        action="append",
        default=[],
        help="only programs with TEXT in their name, or of the group TEXT; may be repeated",
    )
    parser.add_argument("--rounds", type=positive, default=9, help="rounds of each kind (9)")
    parser.add_argument(
        "--scale", type=float, default=1, help="factor on the size of every program, such as 0.1"
    )
    parser.add_argument(
        "--cpu",
        action="store_true",
        help="measure CPU time, not elapsed time: steadier where other work runs",
    )
    parser.add_argument("--json", metavar="FILE", help="write all numbers to FILE; - is stdout")
    parser.add_argument(
        "--against", metavar="FILE", help="an earlier --json: show its ratio beside the new one"
    )
    parser.add_argument("--list", action="store_true", help="list the programs and end")
    parser.add_argument("--sort", action="store_true", help="show the slowest programs first")
    parser.add_argument("--exits", action="store_true", help="show what left compiled code")
    return parser.parse_args()


def positive(text):
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("a number greater than 0 is needed")
    return value


class Compiler:
    """What the benchmarks need of the compiler that is attached to this process."""

    def __init__(self):
        try:
            import _justjit
        except ImportError:
            raise SystemExit("bench: no compiler here; start with ./justjit bench") from None
        self._native = _justjit

    def compile(self, function):
        """Compiles now; answers the reason when that cannot be done, else None."""
        return self._native.compile(function)

    def exits(self, function):
        """Exits of the function's code that were taken, and how often it was compiled."""
        text = self._native.report(function)
        report = json.loads(text) if isinstance(text, str) else text
        if not report:
            return [], 0
        taken = []
        for exit_ in report.get("exits", ()):
            if exit_.get("count"):
                taken.append(exit_)
        return taken, report.get("versions", 1)


def load(name, kind):
    """A new module from the source of a program, with code objects that nobody else has."""
    path = os.path.join(PROGRAMS, name + ".py")
    with open(path, encoding="utf-8") as file:
        source = file.read()
    module = types.ModuleType(f"{name}_{kind}")
    module.__file__ = path
    exec(compile(source, path, "exec"), module.__dict__)
    return module


def functions(module):
    """All functions that the module's code defines, nested ones as stand-ins with their code."""
    found = {}
    for value in list(vars(module).values()):
        collect(value, module, found)
    for function in list(found.values()):
        nested(function.__code__, module, found)
    return list(found.values())


def collect(value, module, found):
    if isinstance(value, types.FunctionType):
        if value.__module__ == module.__name__:
            found.setdefault(value.__code__, value)
    elif isinstance(value, (staticmethod, classmethod)):
        collect(value.__func__, module, found)
    elif isinstance(value, property):
        for accessor in (value.fget, value.fset, value.fdel):
            collect(accessor, module, found)
    elif isinstance(value, type) and value.__module__ == module.__name__:
        for member in list(vars(value).values()):
            collect(member, module, found)


def nested(code, module, found):
    """Functions made later from the same code get its machine code when they are made."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_flags & CO_OPTIMIZED and constant not in found:
                cells = tuple(types.CellType() for _ in constant.co_freevars)
                stand_in = types.FunctionType(constant, vars(module), None, None, cells)
                found[constant] = stand_in
            nested(constant, module, found)


def measure(name, rounds, scale, clock, compiler):
    """One program: all times in seconds, and what happened in compiled code."""
    plain = load(name, "interpreted")
    fast = load(name, "compiled")
    size = max(int(plain.SIZE * scale), 1)
    for _ in range(WARM_UP_CALLS):
        plain.main(size)
        fast.main(size)
    refused = {}
    compiled = functions(fast)
    for function in compiled:
        reason = compiler.compile(function)
        if reason:
            refused[function.__qualname__] = reason
    expected = plain.main(size)
    if fast.main(size) != expected:
        raise SystemExit(f"bench: {name}: compiled code gives another result")
    times = {"interpreted": [], "compiled": []}
    for _ in range(rounds):
        for kind, module in (("interpreted", plain), ("compiled", fast)):
            gc.collect()
            start = clock()
            result = module.main(size)
            times[kind].append(clock() - start)
            if result != expected:
                raise SystemExit(f"bench: {name}: {kind} code gives another result")
    exits = {}
    for function in compiled:
        taken, versions = compiler.exits(function)
        if taken or versions > 1:
            exits[function.__qualname__] = {"versions": versions, "exits": taken}
    return summary(name, plain, size, times, refused, exits)


def summary(name, module, size, times, refused, exits):
    row = {"name": name, "group": module.GROUP, "size": size}
    for kind, values in times.items():
        row[kind] = {
            "min_ns": round(min(values) * 1e9),
            "median_ns": round(statistics.median(values) * 1e9),
            "rounds_ns": [round(value * 1e9) for value in values],
        }
    for key in ("min", "median"):
        row["ratio_" + key] = row["interpreted"][key + "_ns"] / row["compiled"][key + "_ns"]
    row["refused"] = refused
    row["exits"] = exits
    return row


def mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else float("nan")


HEADER = (
    f"{'program':<20}{'group':<12}{'interpreter ms':>18}{'compiled ms':>18}{'ratio':>16}\n"
    f"{'':<20}{'':<12}{'min':>9}{'median':>9}{'min':>9}{'median':>9}{'min':>8}{'median':>8}"
)


def line(row, earlier):
    a = row["interpreted"]
    b = row["compiled"]
    text = f"{row['name']:<20}{row['group']:<12}"
    for value in (a["min_ns"], a["median_ns"], b["min_ns"], b["median_ns"]):
        text += f"{value / 1e6:>9.2f}"
    text += f"{row['ratio_min']:>7.2f}x{row['ratio_median']:>7.2f}x"
    notes = []
    if row["name"] in earlier:
        notes.append(f"was {earlier[row['name']]:.2f}x")
    if row["ratio_min"] < SLOW:
        notes.append("SLOWER")
    for name, reason in row["refused"].items():
        notes.append(f"{name} is interpreted: {reason}")
    return text + ("  " + "; ".join(notes) if notes else "")


def show(row, earlier, exits, table):
    print(line(row, earlier), file=table, flush=True)
    if not exits:
        return
    for name, facts in row["exits"].items():
        print(f"    {name}: compiled {facts['versions']} times", file=table)
        for exit_ in facts["exits"]:
            parts = " ".join(f"{key}={value}" for key, value in exit_.items())
            print(f"        {parts}", file=table)


def show_means(rows):
    print()
    print(f"{'geometric mean':<20}{'programs':>12}{'min':>8}{'median':>8}")
    groups = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    for group, members in list(groups.items()) + [("all", rows)]:
        low = mean([row["ratio_min"] for row in members])
        middle = mean([row["ratio_median"] for row in members])
        print(f"{group:<20}{len(members):>12}{low:>7.2f}x{middle:>7.2f}x")
    slow = [row["name"] for row in rows if row["ratio_min"] < SLOW]
    if slow:
        print(f"\nslower than the interpreter (under {SLOW}x): {', '.join(slow)}")


def machine():
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for text in file:
                if text.startswith("model name"):
                    model = text.partition(":")[2].strip()
                    break
    except OSError:
        pass
    return {
        "cpu": model,
        "cpus": os.cpu_count(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "load": os.getloadavg()[0],
    }


def ratios(file_name):
    """The ratio of each program in an earlier result."""
    if not file_name:
        return {}
    with open(file_name, encoding="utf-8") as file:
        return {row["name"]: row["ratio_min"] for row in json.load(file)["programs"]}


def wanted(names, filters):
    if not filters:
        return names
    chosen = []
    for name in names:
        group = load(name, "listed").GROUP
        if any(text in name or text == group for text in filters):
            chosen.append(name)
    return chosen


def main():
    options = arguments()
    names = sorted(file[:-3] for file in os.listdir(PROGRAMS) if file.endswith(".py"))
    names = wanted(names, options.filter)
    if not names:
        raise SystemExit("bench: no program has such a name or group")
    if options.list:
        for name in names:
            module = load(name, "listed")
            print(f"{name:<20}{module.GROUP:<12}{module.__doc__.splitlines()[0]}")
        return
    compiler = Compiler()
    earlier = ratios(options.against)
    table = sys.stderr if options.json == "-" else sys.stdout
    clock = time.thread_time if options.cpu else time.perf_counter
    print(HEADER, file=table, flush=True)
    rows = []
    for name in names:
        row = measure(name, options.rounds, options.scale, clock, compiler)
        rows.append(row)
        if not options.sort:
            show(row, earlier, options.exits, table)
    if options.sort:
        rows.sort(key=lambda row: row["ratio_min"])
        for row in rows:
            show(row, earlier, options.exits, table)
    if options.json == "-":
        json.dump({"machine": machine(), "programs": rows}, sys.stdout, indent=1)
        print()
        return
    show_means(rows)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"machine": machine(), "programs": rows}, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
