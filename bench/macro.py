"""Whole programs, one fresh process for each: their first second, and their steady state.

    python3 bench/macro.py                               off against hot, all programs, 3 rounds
    python3 bench/macro.py --filter parser --rounds 7    some programs, steadier
    python3 bench/macro.py --quick                       one short round: does everything run?
    python3 bench/macro.py --command plain=python3.13 --command hot='./justjit run --jit=hot'

Rounds of all commands alternate for each program of bench/macro. The first command is what the
others are compared with; ratios above 1 are better than it. A command that ends with an error or a
wrong result ends the run with status 1. How to read the table: bench/README.md.
"""

import argparse
import json
import math
import os
import platform
import shlex
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
WORKER = os.path.join(HERE, "macro_worker.py")
PROGRAMS = os.path.join(HERE, "macro")
JUSTJIT = shlex.quote(os.path.join(ROOT, "justjit"))
DEFAULTS = [f"off={JUSTJIT} run --jit=off", f"hot={JUSTJIT} run --jit=hot"]
PATIENCE = 300  # seconds for one process


class Failure(Exception):
    """A process that did not end well, with what it said."""


def arguments():
    parser = argparse.ArgumentParser(description="Time whole programs, cold and warm.")
    parser.add_argument(
        "--command",
        metavar="NAME=COMMAND",
        action="append",
        type=command,
        help="a Python to measure, the first as the base; by default off and hot",
    )
    parser.add_argument("--filter", metavar="TEXT", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warmup", type=float, default=3.0, metavar="SECONDS")
    parser.add_argument("--values", type=int, default=30, help="of the steady state, at least")
    parser.add_argument("--steady", type=float, default=0.0, metavar="SECONDS", help="likewise")
    parser.add_argument("--quick", action="store_true", help="one round, a second of warm-up")
    parser.add_argument(
        "--cpu", action="store_true", help="by CPU time of the thread: for a busy machine"
    )
    parser.add_argument("--json", metavar="FILE", help="write all numbers to FILE")
    parser.add_argument("--list", action="store_true", help="print the names of the programs")
    options = parser.parse_args()
    options.command = dict(options.command or map(command, DEFAULTS))
    if options.quick:
        options.rounds, options.warmup, options.values = 1, 1.0, 10
    return options


def command(text):
    """The name and the words of NAME=COMMAND."""
    name, separator, words = text.partition("=")
    if not separator or not name or not words:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=COMMAND")
    return name, shlex.split(words)


def program_names(filters):
    names = sorted(name[:-3] for name in os.listdir(PROGRAMS) if name.endswith(".py"))
    return [name for name in names if not filters or any(text in name for text in filters)]


def run_once(words, name, options):
    """The numbers of one process."""
    line = [*words, WORKER, os.path.join(PROGRAMS, name + ".py")]
    line += [f"--warmup={options.warmup}", f"--values={options.values}"]
    line += [f"--steady={options.steady}", *(["--cpu"] if options.cpu else [])]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # the same collisions in every process
    try:
        done = subprocess.run(
            line, capture_output=True, text=True, env=environment, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(f"{shlex.join(line)}: {error}") from error
    if done.returncode:
        raise Failure(f"{shlex.join(line)}: status {done.returncode}\n{done.stderr.strip()}")
    return json.loads(done.stdout)


def measure(name, options):
    """The processes of one program by command; the commands take turns at being first."""
    found = {kind: [] for kind in options.command}
    for turn in range(options.rounds):
        kinds = list(options.command.items())
        for kind, words in kinds if turn % 2 == 0 else reversed(kinds):
            found[kind].append(run_once(words, name, options))
    return found


def summary(rounds):
    """The best of the rounds of one command: each figure's own."""
    first = [one["first"] for one in rounds]
    steady = [one["steady"] for one in rounds]
    return {
        "steady": min(phase["min"] for phase in steady),
        "first": max(phase["per_second"] for phase in first),
        "first_per_cpu": max(phase["per_cpu_second"] for phase in first),
        "first_threads": min(phase["cpu"] / phase["seconds"] for phase in first),
        "steady_threads": min(phase["cpu"] / phase["seconds"] for phase in steady),
        "megabytes": min(one["peak_rss_kb"] for one in rounds) / 1024,
    }


def ratios(base, other):
    """How many times better the other is: steady state, first second, work per CPU second in it."""
    return {
        "steady": base["steady"] / other["steady"],
        "first": other["first"] / base["first"],
        "cpu": other["first_per_cpu"] / base["first_per_cpu"],
    }


def header(kinds):
    base, *others = kinds
    above, below = f"{'':<20}", f"{'program':<20}"
    for kind in kinds:
        above += f"  {kind:-^26}"
        below += f"  {'ms':>7}{'in 1 s':>7}{'CPUs':>6}{'MB':>6}"
    for kind in others:
        above += f"  {kind + ' / ' + base:-^20}"
        below += f"  {'steady':>7}{'1st s':>6}{'CPU':>7}"
    return above + "\n" + below


def row(name, numeric, figures):
    text = f"{name + (' *' if numeric else ''):<20}"
    for one in figures.values():
        text += f"  {one['steady'] * 1e3:>7.2f}{one['first']:>7.1f}{one['first_threads']:>6.2f}"
        text += f"{one['megabytes']:>6.0f}"
    base, *others = figures.values()
    for other in others:
        better = ratios(base, other)
        text += f"  {better['steady']:>7.2f}{better['first']:>6.2f}{better['cpu']:>7.2f}"
    return text


def mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def show_means(rows, kinds):
    """Geometric means of the ratios, and the worst program of each."""
    base, *others = kinds
    groups = (
        ("all", list(rows)),
        ("without numeric", [name for name in rows if not rows[name]["numeric"]]),
    )
    for kind in others:
        for title, names in groups:
            if not names:
                continue
            text = f"{kind} / {base}, {title}, {len(names)} programs:"
            for figure in ("steady", "first", "cpu"):
                of = {name: ratios(*pair(rows[name], base, kind))[figure] for name in names}
                worst = min(of, key=of.get)
                text += f"  {figure} {mean(list(of.values())):.3f} (worst {of[worst]:.2f} {worst})"
            print(text)


def pair(one, base, kind):
    return one["figures"][base], one["figures"][kind]


def write_json(path, options, rows):
    """All numbers of all processes, with what they were measured by and on."""
    whole = {
        "commands": options.command,
        "rounds": options.rounds,
        "clock": "CPU time of the program's thread" if options.cpu else "wall time",
        "machine": [platform.platform(), os.cpu_count()],
        "programs": rows,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(whole, file, indent=1)


def main():
    options = arguments()
    names = program_names(options.filter)
    if options.list or not names:
        print("\n".join(names) or "macro: no such program")
        return 0 if names else 1
    started = time.monotonic()
    print(header(list(options.command)), flush=True)
    rows = {}
    for name in names:
        try:
            found = measure(name, options)
        except Failure as failure:
            print(f"macro: {name}: {failure}", file=sys.stderr)
            return 1
        figures = {kind: summary(rounds) for kind, rounds in found.items()}
        numeric = found[next(iter(found))][0]["numeric"]
        rows[name] = {"numeric": numeric, "figures": figures, "rounds": found}
        print(row(name, numeric, figures), flush=True)
    print()
    show_means(rows, list(options.command))
    print(f"{time.monotonic() - started:.0f} seconds; * numeric")
    if options.json:
        write_json(options.json, options, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
