"""Compares compiled loops over numbers with the interpreter, with C, and with PyPy and Numba.

    python3 bench/compare.py                      all programs of the table, 7 rounds
    python3 bench/compare.py --filter sieve --rounds 21 --json result.json

Every contestant is a process of its own that stays: the interpreter is the same libpython with
--jit=off. After a warm-up, rounds of all of them alternate for each program. The times are measured
inside the processes, around one call of main; the results must be the same. The C programs in
bench/native are built with gcc -O2 if there is a gcc. PyPy is the pypy3 on PATH; Numba is taken
from the first python3 on PATH that has it.
"""

import argparse
import json
import math
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
WORKER = os.path.join(HERE, "worker.py")
NATIVE = os.path.join(HERE, "native")
INTS = (
    "while_sum_big range_total fib_iterative fib_recursive gcd collatz nested_loops prime_count"
    " sieve popcount modular_power queens_bits"
).split()
FLOATS = "mandelbrot nbody_locals leibniz dot_product matrix_product".split()
KINDS = ("interpreter", "compiled", "C", "pypy", "numba")
PYTHONS = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"]


def arguments():
    parser = argparse.ArgumentParser(description="Compare loops over numbers with C and others.")
    parser.add_argument("--filter", metavar="TEXT", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1, help="factor on the size of programs")
    parser.add_argument("--json", metavar="FILE", help="write all numbers to FILE")
    parser.add_argument(
        "--justjit", default=os.path.join(ROOT, "justjit"), help="the command to start JustJIT with"
    )
    parser.add_argument("--numba", metavar="PYTHON", help="a Python that has Numba")
    return parser.parse_args()


def size_of(name):
    """The SIZE of a program, without running it."""
    with open(os.path.join(HERE, "programs", name + ".py"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("SIZE = "):
                return int(line.split("=")[1])
    raise SystemExit(f"compare: {name} has no SIZE")


class Contestant:
    """A process that runs programs when it is asked to."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE
        )

    def run(self, name, size):
        """Seconds and the numbers of the result; a reason and None if it cannot."""
        self.process.stdin.write(f"{name} {size}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        if not line or line.startswith(("failed", "none")):
            return line or "ended", None
        seconds, *numbers = line.split()
        return float(seconds), [float(text) if "." in text else int(text) for text in numbers]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def build(folder):
    """The C programs, or None without a compiler."""
    if not shutil.which("gcc"):
        return None
    binary = os.path.join(folder, "native")
    sources = [os.path.join(NATIVE, name) for name in ("main.c", "ints.c", "floats.c")]
    subprocess.run(["gcc", "-O2", "-Wall", "-o", binary, *sources, "-lm"], check=True)
    return [binary]


def has_numba(python):
    done = subprocess.run([python, "-c", "import numba"], capture_output=True, check=False)
    return done.returncode == 0


def commands(options, folder):
    """The command line of each contestant, None for those that are not installed."""
    justjit = shlex.split(options.justjit)
    found = {
        "interpreter": [*justjit, "run", "--jit=off", WORKER, "plain"],
        "compiled": [*justjit, "run", "--jit=decorated", WORKER, "compiled"],
        "C": build(folder),
        "pypy": None,
        "numba": None,
    }
    if shutil.which("pypy3"):
        found["pypy"] = ["pypy3", WORKER, "plain"]
    for python in [options.numba] if options.numba else filter(shutil.which, PYTHONS):
        if has_numba(python):
            found["numba"] = [python, WORKER, "numba"]
            break
    return found


def measure(name, size, rounds, contestants):
    """All times of one program by contestant, or the reason why there are none."""
    times = {}
    expected = None
    for kind, contestant in contestants.items():  # warm-up, and the results are compared
        seconds, result = contestant.run(name, size)
        if result is None:
            times[kind] = seconds
            continue
        expected = result if expected is None else expected
        if result != expected:
            raise SystemExit(f"compare: {name}: {kind} gives {result}, not {expected}")
        times[kind] = []
    for _ in range(rounds):
        for kind, contestant in contestants.items():
            if isinstance(times[kind], list):
                seconds, result = contestant.run(name, size)
                if result != expected:
                    raise SystemExit(f"compare: {name}: {kind} gives {result}, not {expected}")
                times[kind].append(seconds)
    return times


def ratio(times, one, other, of):
    """How many times longer the one takes, by the min or median of its rounds; None if unknown."""
    if isinstance(times.get(one), list) and isinstance(times.get(other), list):
        return of(times[one]) / max(of(times[other]), 1e-9)
    return None


RATIOS = [("interpreter", "compiled")] + [("compiled", kind) for kind in KINDS[2:]]


def header(kinds):
    text = f"{'program':<16}"
    for kind in kinds:
        text += f"{kind + ' ms':>19}"
    return text + "".join(f"{one[:6] + '/' + other[:8]:>17}" for one, other in RATIOS)


def row_text(name, times, kinds):
    text = f"{name:<16}"
    for kind in kinds:
        values = times[kind]
        if isinstance(values, list):
            pair = f"{min(values) * 1e3:.2f} / {statistics.median(values) * 1e3:.2f}"
        else:
            pair = "failed"
        text += f"{pair:>19}"
    for one, other in RATIOS:
        low, middle = (ratio(times, one, other, of) for of in (min, statistics.median))
        text += f"{f'{low:.2f} / {middle:.2f}' if low else '-':>17}"
    return text


def mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def show_means(rows):
    print("\ngeometric means of the ratios, min / median")
    for title, names in (("ints", INTS), ("floats", FLOATS), ("all", INTS + FLOATS)):
        text = f"{title:<16}"
        for one, other in RATIOS:
            pairs = []
            for of in (min, statistics.median):
                found = [ratio(rows[name], one, other, of) for name in names if name in rows]
                pairs.append([value for value in found if value])
            if pairs[0]:
                text += f"  {one}/{other} {mean(pairs[0]):.2f} / {mean(pairs[1]):.2f}"
        print(text)


def main():
    options = arguments()
    names = [name for name in INTS + FLOATS if wanted(name, options.filter)]
    with tempfile.TemporaryDirectory() as folder:
        found = commands(options, folder)
        for kind in KINDS:
            if found[kind] is None:
                print(f"{kind}: not installed")
        contestants = {kind: Contestant(found[kind]) for kind in KINDS if found[kind]}
        print(header(contestants), flush=True)
        rows = {}
        for name in names:
            size = max(int(size_of(name) * options.scale), 1)
            rows[name] = measure(name, size, options.rounds, contestants)
            print(row_text(name, rows[name], contestants), flush=True)
            for kind, value in rows[name].items():
                if isinstance(value, str):
                    print(f"    {kind}: {value}")
        for contestant in contestants.values():
            contestant.close()
    show_means(rows)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)


def wanted(name, filters):
    return not filters or any(text in name for text in filters)


if __name__ == "__main__":
    sys.exit(main())
