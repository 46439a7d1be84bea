"""What a start costs where a python3.13 is the host: whole processes against the same python3.13 without the compiler.

    python3 bench/stock_start.py DIR                  20 rounds, about two minutes; DIR is of bench/debian_python.sh
    python3 bench/stock_start.py DIR --rounds 5 --skip-short

Prints each row with its goal and PASS or MISS, and ends with status 1 if one misses. Rows and goals: bench/README.md.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

import short
from stock_setup import PEAK, Failure, Installation, options_of

MILLI = 1e3
FIRST_CALL = """
import justjit
assert justjit.is_compiled(total)
"""
SHORT_GOAL = 1.03


class Variant:
    """A way to start Python, and what its runs have taken in milliseconds."""

    def __init__(self, environment, *arguments):
        self.environment = environment
        self.arguments = arguments
        self.walls = []
        self.cpus = []

    def run(self, python):
        with tempfile.TemporaryFile() as errors:
            begun = time.perf_counter()
            process = subprocess.Popen(
                [python, *self.arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            printed = errors.read().decode("utf-8", "replace")
        if process.returncode or printed:
            raise Failure(f"{self.arguments[:2]}: status {process.returncode}\n{printed[-2000:]}")
        self.walls.append(wall * MILLI)
        self.cpus.append((usage.ru_utime + usage.ru_stime) * MILLI)


class Table:
    """Rows against goals."""

    def __init__(self):
        self.missed = 0
        print(f"{'':<44}{'median':>9}{'min':>9}{'CPU med':>9}{'CPU min':>9}  {'goal':<10}", flush=True)

    def row(self, name, numbers, goal, bound):
        """The first number is to be within the bound."""
        passed = numbers[0] <= bound
        self.missed += not passed
        text = "".join(f"{number:>9.3f}" for number in numbers)
        print(f"{name:<44}{text:<36}  {goal:<10}{'PASS' if passed else 'MISS'}", flush=True)

    @staticmethod
    def plain(name, numbers):
        print(f"{name:<44}" + "".join(f"{number:>9.3f}" for number in numbers), flush=True)


def differences(one, other):
    """Median and minimum, wall and CPU, of what the other takes more."""
    found = []
    for mine, others in ((one.walls, other.walls), (one.cpus, other.cpus)):
        found.append(statistics.median(others) - statistics.median(mine))
        found.append(min(others) - min(mine))
    return found


def itself(variant):
    walls, cpus = variant.walls, variant.cpus
    return [statistics.median(walls), min(walls), statistics.median(cpus), min(cpus)]


def starts(place, table, rounds):
    """Rows of whole starts."""
    eager = place.installed("eager", JUSTJIT_JAVA="none")
    called = place.program("called.py", 1)
    compiled = place.program("compiled.py", 1, FIRST_CALL)
    variants = {
        "plain": Variant(place.plain(), "-c", "pass"),
        "installed": Variant(place.installed("hot"), "-c", "pass"),
        "unused": Variant(place.installed(), "-c", "pass"),
        "jar": Variant(place.from_jar(), "-c", "import justjit"),
        "called": Variant(place.installed("hot"), called),
        "compiled": Variant(eager, compiled),
    }
    for turn in range(rounds + 1):
        order = list(variants.values())
        for variant in order[turn % len(order) :] + order[: turn % len(order)]:
            variant.run(place.python)
        if turn == 0:  # brings files into memory
            for variant in order:
                variant.walls.clear()
                variant.cpus.clear()
    plain, installed = variants["plain"], variants["installed"]
    table.plain("-c pass, plain: ms", itself(plain))
    table.row("-c pass, installed, JUSTJIT=hot: ms over it", differences(plain, installed), "<= 3 ms", 3)
    table.plain("-c pass, installed, no JUSTJIT: ms over it", differences(plain, variants["unused"]))
    table.row("import justjit from the jar: ms over it", differences(plain, variants["jar"]), "<= 8 ms", 8)
    first = differences(variants["called"], variants["compiled"])
    table.row("first compiled call: ms over installed", first, "<= 5 ms", 5)


def memory(place, table):
    """Peak of resident memory, of a program that runs stored code."""
    path = place.program("peak.py", 40, PEAK)
    check = place.program("check.py", 40, FIRST_CALL)
    stored = place.installed("eager", JUSTJIT_JAVA="none")
    place.run(stored, check)
    peaks = []
    for environment in (place.plain(), stored):
        peaks.append(statistics.median(int(place.run(environment, path)) for _ in range(5)) / 1024)
    table.plain("peak memory, plain: MB", peaks[:1])
    table.row("stored code, no JVM: MB over it", [peaks[1] - peaks[0]], "<= 5 MB", 5)


def short_programs(place, table, rounds):
    """Commands of short.py, with nothing stored, and a JVM on its thread as soon as it is worth it."""
    with tempfile.TemporaryDirectory() as folder:
        short.prepare(folder)
        for name in short.COMMANDS:
            runs = {"plain": [], "stock": []}
            for turn in range(rounds + 1):
                for kind in ("plain", "stock") if turn % 2 else ("stock", "plain"):
                    run = short.Process(name, words(place, kind, f"{name}{turn}"), folder).run()
                    if turn:
                        runs[kind].append(run)
            plain, stock = (short.summary(runs[kind]) for kind in ("plain", "stock"))
            keys = "wall_median", "wall_min", "cpu_median", "cpu_min"
            ratios = [stock[key] / plain[key] for key in keys]
            table.row(f"{name}, cold cache: times plain", ratios, f"<= {SHORT_GOAL}", SHORT_GOAL)


def words(place, kind, name):
    """A command with its environment: each run of the compiler has a cache of its own, with class data."""
    environment = place.plain()
    if kind == "stock":
        cache = place.new_cache(name)
        for folder in os.listdir(place.cache):
            if folder.startswith("archive-"):
                os.symlink(os.path.join(place.cache, folder), os.path.join(cache, folder))
        environment = place.installed("hot", JUSTJIT_CACHE_DIR=cache)
    ours = [f"{key}={value}" for key, value in environment.items() if os.environ.get(key) != value]
    return ["/usr/bin/env", *ours, place.python]


def main():
    parser = argparse.ArgumentParser(description="Time starts of a python3.13 with the compiler.")
    parser.add_argument("--rounds", type=short.positive, default=20)
    parser.add_argument("--skip-short", action="store_true", help="without the commands of short.py")
    options = options_of(parser)
    with tempfile.TemporaryDirectory() as folder:
        try:
            place = Installation(options.dir, options.jar, folder)
            place.store()
            table = Table()
            starts(place, table, options.rounds)
            memory(place, table)
            if not options.skip_short:
                short_programs(place, table, options.rounds)
        except (Failure, short.Failure, subprocess.TimeoutExpired) as failure:
            print(f"stock_start: {failure}", file=sys.stderr)
            return 1
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
