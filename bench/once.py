"""A function that is called once and loops long: what --jit=hot gains within a running loop.

    python3 bench/once.py
    python3 bench/once.py --turns 100_000_000 --rounds 5

Whole processes with --jit=off and --jit=hot, alternating: the loop in a function, as a range and as
a while loop, and in the main program itself, where its variables are globals.
"""

import argparse
import os
import shlex
import sys
import tempfile

from cold import alternate, header, line
from compare import ROOT

SOURCES = {
    "for_in_function": """
def main(n):
    total = 0
    for i in range(n):
        total += i & 7
    return total

print(main({turns}))
""",
    "while_in_function": """
def main(n):
    total = 0
    i = 0
    while i < n:
        total += i
        i += 1
    return total

print(main({turns}))
""",
    "float_in_function": """
def main(n):
    x = 0.0
    for i in range(n):
        x = x * 0.5 + i
    return x

print(main({turns}))
""",
    "main_program": """
total = 0
for i in range({turns}):
    total += i & 7
print(total)
""",
}
MODES = ("off", "hot")


def main():
    parser = argparse.ArgumentParser(description="Time one long loop in a process of its own.")
    parser.add_argument("--turns", type=int, default=30_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--justjit", default=os.path.join(ROOT, "justjit"))
    options = parser.parse_args()
    justjit = shlex.split(options.justjit)
    print(header("min / median", MODES), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SOURCES.items():
            path = os.path.join(folder, name + ".py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace("{turns}", str(options.turns)))
            commands = {mode: [*justjit, "run", f"--jit={mode}", path] for mode in MODES}
            times = alternate(commands, options.rounds)
            ratio = min(times["off"]) / min(times["hot"])
            print(f"{line(name, times)}  {ratio:.2f}x", flush=True)


if __name__ == "__main__":
    sys.exit(main())
