"""Whole processes, cold: the time from the start of a process to its end, for each mode.

    python3 bench/cold.py
    python3 bench/cold.py --filter sieve --rounds 21

Each program of the table of compare.py runs once, main(SIZE), in a process of its own: with
--jit=off, with --jit=hot, and with --jit=decorated and its functions marked by jit(). Nothing is
cached from one process to the next but what the system and the launcher keep. The rounds alternate.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

from compare import FLOATS, INTS, ROOT, size_of, wanted

HERE = os.path.dirname(os.path.abspath(__file__))
END = "\n\nif __name__ == '__main__':\n    print(main({size}))\n"
MARKED = "from justjit import jit\n"
MODES = ("off", "hot", "decorated")


def arguments():
    parser = argparse.ArgumentParser(description="Time whole processes.")
    parser.add_argument("--filter", metavar="TEXT", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1, help="factor on the size of programs")
    parser.add_argument(
        "--justjit", default=os.path.join(ROOT, "justjit"), help="the command to start JustJIT with"
    )
    return parser.parse_args()


def source(name, marked, scale):
    """A program that runs main once; if marked, with a decorator on each of its functions."""
    with open(os.path.join(HERE, "programs", name + ".py"), encoding="utf-8") as file:
        text = file.read()
    if marked:
        text = MARKED + text.replace("\ndef ", "\n@jit\ndef ")
    return text + END.format(size=max(int(size_of(name) * scale), 1))


def write(folder, name, scale):
    """The file to run for each mode."""
    files = {}
    for mode in MODES:
        files[mode] = os.path.join(folder, f"{name}_{mode}.py")
        with open(files[mode], "w", encoding="utf-8") as file:
            file.write(source(name, mode == "decorated", scale))
    return files


def timed(command):
    """Seconds from start to end, and what was printed."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"cold: {' '.join(command)}: {done.stderr}")
    return seconds, done.stdout


def alternate(commands, rounds):
    """All times by mode; the outputs must be the same."""
    times = {mode: [] for mode in commands}
    expected = None
    for turn in range(rounds + 1):
        for mode, command in commands.items():
            seconds, output = timed(command)
            expected = output if expected is None else expected
            if output != expected:
                raise SystemExit(f"cold: {' '.join(command)} prints something else")
            if turn:  # the first round brings files into memory
                times[mode].append(seconds * 1e3)
    return times


def line(name, times):
    """Min and median of each mode in ms, and the differences from the first mode."""
    text = f"{name:<16}"
    for values in times.values():
        text += f"{min(values):>10.1f} / {statistics.median(values):<8.1f}"
    first, *others = times
    for mode in others:
        low = min(times[mode]) - min(times[first])
        middle = statistics.median(times[mode]) - statistics.median(times[first])
        text += f"{low:>+10.1f} / {middle:<+9.1f}"
    return text


def header(title, modes):
    first, *others = modes
    text = f"{title:<16}" + "".join(f"{mode + ' ms':^21}" for mode in modes)
    return text + "".join(f"{mode + ' - ' + first + ' ms':^22}" for mode in others)


def main():
    options = arguments()
    justjit = shlex.split(options.justjit)
    print(header("min / median", MODES), flush=True)
    totals = {mode: [] for mode in MODES}
    with tempfile.TemporaryDirectory() as folder:
        for name in INTS + FLOATS:
            if not wanted(name, options.filter):
                continue
            files = write(folder, name, options.scale)
            commands = {mode: [*justjit, "run", f"--jit={mode}", files[mode]] for mode in MODES}
            times = alternate(commands, options.rounds)
            print(line(name, times), flush=True)
            for mode in MODES:
                totals[mode].append(times[mode])
    sums = {mode: [sum(turn) for turn in zip(*rows)] for mode, rows in totals.items()}
    if sums["off"]:
        print(line("all together", sums))


if __name__ == "__main__":
    sys.exit(main())
