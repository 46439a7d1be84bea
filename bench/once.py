"""A function that is called once and loops long: what --jit=hot gains within a running loop.

    python3 bench/once.py
    python3 bench/once.py --turns 100_000_000 --rounds 5

The loop itself and whole processes with --jit=off and --jit=hot, alternating: the loop in a function, as a range and as
a while loop, and in the main program itself, where its variables are globals.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

from compare import ROOT

SOURCES = {
    "for_in_function": """
def main(n):
    total = 0
    for i in range(n):
        total += i & 7
    return total

total = main({turns})
""",
    "while_in_function": """
def main(n):
    total = 0
    i = 0
    while i < n:
        total += i
        i += 1
    return total

total = main({turns})
""",
    "float_in_function": """
def main(n):
    x = 0.0
    for i in range(n):
        x = x * 0.5 + i
    return x

total = main({turns})
""",
    "main_program": """
total = 0
for i in range({turns}):
    total += i & 7
""",
}
BEFORE = "import sys, time\nbegun = time.perf_counter()\n"
AFTER = "print(time.perf_counter() - begun, file=sys.stderr)\nprint(total)\n"
MODES = ("off", "hot")


def alternate(commands, rounds):
    """Loop times and process times by mode, in ms; the results must be the same."""
    loops = {mode: [] for mode in commands}
    processes = {mode: [] for mode in commands}
    expected = None
    for turn in range(rounds + 1):
        for mode, command in commands.items():
            begun = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            elapsed = time.perf_counter() - begun
            expected = done.stdout if expected is None else expected
            if done.stdout != expected:
                raise SystemExit(f"once: {' '.join(command)} prints something else")
            if turn:  # the first round brings files into memory
                loops[mode].append(float(done.stderr.split()[-1]) * 1e3)
                processes[mode].append(elapsed * 1e3)
    return loops, processes


def line(name, times):
    """Min and median of each mode in ms, and the ratios."""
    text = f"{name:<28}"
    for values in times.values():
        text += f"{min(values):>9.1f} / {statistics.median(values):<9.1f}"
    off, hot = times.values()
    return text + f"{min(off) / min(hot):>8.2f}x {statistics.median(off) / statistics.median(hot):>8.2f}x"


def main():
    parser = argparse.ArgumentParser(description="Time one long loop in a process of its own.")
    parser.add_argument("--turns", type=int, default=30_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--justjit", default=os.path.join(ROOT, "justjit"))
    options = parser.parse_args()
    justjit = shlex.split(options.justjit)
    print(f"{'min / median, ms':<28}{'off':^21}{'hot':^21}{'ratio':^18}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SOURCES.items():
            path = os.path.join(folder, name + ".py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(BEFORE + text.replace("{turns}", str(options.turns)) + AFTER)
            commands = {mode: [*justjit, "run", f"--jit={mode}", path] for mode in MODES}
            loops, processes = alternate(commands, options.rounds)
            print(line(name + ", the loop", loops), flush=True)
            print(line(name + ", process", processes), flush=True)


if __name__ == "__main__":
    sys.exit(main())
