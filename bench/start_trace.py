"""What a start of a python3.13 with the compiler does beyond one without: files, system calls, threads, time by step.

    python3 bench/start_trace.py DIR                  tables on stdout; DIR is of bench/debian_python.sh
    python3 bench/start_trace.py DIR --all            names of all files, not of the first 30

Needs strace. Times are taken from inside, without strace; on a busy machine they are not to be trusted.
"""

import argparse
import collections
import os
import re
import statistics
import subprocess
import sys
import tempfile

from stock_setup import PATIENCE, Failure, Installation, options_of

TRACED = "openat,open,mmap,mprotect,clone,clone3,execve"
CALL = re.compile(r"(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)")
COUNTED = re.compile(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(\w+)$")
IMPORTED = re.compile(r"import time: +(\d+) \| +(\d+) \| ( *)(\S+)$")
SHOWN = 30
ROUNDS = 9

# In the program itself: what is done for stored code, each kind of step with how often and how long.
TIMED = """
import sys, time
clock, steps = time.perf_counter, {}
def timed(owner, name, title):
    call = getattr(owner, name)
    def wrapper(*arguments):
        begun = clock()
        try:
            return call(*arguments)
        finally:
            steps.setdefault(title, []).append(clock() - begun)
    setattr(owner, name, wrapper)
begun = clock()
import justjit
from justjit import _service
steps["import justjit, its thread not started"] = [clock() - begun]
begun = clock()
_service.start(10**13)
steps["machine code of the host, its thread"] = [clock() - begun]
begun = clock()
from justjit import _linker, _runtime, _stored
steps["modules for stored code"] = [clock() - begun]
timed(_stored.File, "__init__", "Runtime: the file's index")
timed(_linker.Linker, "load_stubs", "Runtime: its stubs")
timed(_runtime.Runtime, "_install", "Runtime: hooks, all functions counted")
timed(_runtime.Runtime, "__init__", "Runtime, whole")
timed(_stored, "key", "a function: its key")
timed(_stored.File, "find", "a function: found in the file, or not")
timed(_linker.Linker, "load", "a function: linked")
timed(_runtime.Runtime, "_load", "a function, whole")
_service._hot = (1,)
_service._serve()
work()
for title, times in steps.items():
    print(len(times), sum(times) * 1e3, title, sep="\\t")
"""


def arguments():
    parser = argparse.ArgumentParser(description="Show what a start with the compiler does.")
    parser.add_argument("--all", action="store_true", help="print the names of all files")
    return options_of(parser)


class Traced:
    """A start under strace."""

    def __init__(self, place, environment, words):
        self.calls = {}
        self.files = []
        self.threads = self.executable = 0
        log = os.path.join(place.folder, "strace")
        strace(["-f", "-c", "-U", "time,total-time,avg-time,calls,errors,name"], log, place, environment, words)
        for line in lines_of(log):
            found = COUNTED.match(line)
            if found and found[2] != "total":
                self.calls[found[2]] = int(found[1])
        strace(["-f", "-e", f"trace={TRACED}"], log, place, environment, words)
        for line in lines_of(log):
            found = CALL.match(line)
            if found:
                self._note(*found.groups())
        self.jvm = any(name.endswith("/libjvm.so") for name in self.files)

    def _note(self, call, rest):
        if call.startswith("open"):
            name = re.search(r'"([^"]*)"', rest)
            if name and not re.search(r"= -1 E", rest):
                self.files.append(name[1])
        elif call.startswith("clone"):
            self.threads += "CLONE_THREAD" in rest
        elif call in ("mmap", "mprotect"):
            self.executable += "PROT_EXEC" in rest and ("MAP_ANONYMOUS" in rest or call == "mprotect")


def strace(options, log, place, environment, words):
    command = ["strace", *options, "-o", log, place.python, *words]
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise Failure(f"{' '.join(command)}: status {done.returncode}\n{done.stderr[-2000:]}")


def lines_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def print_traces(traces, everything):
    base = next(iter(traces.values()))
    titles = "".join(f"{name:>16}" for name in traces)
    print(f"{'system calls':<28}{titles}")
    print(f"{'all':<28}" + "".join(f"{sum(each.calls.values()):>16}" for each in traces.values()))
    names = {name for each in traces.values() for name in each.calls}
    for name in sorted(names, key=lambda name: -max(each.calls.get(name, 0) for each in traces.values())):
        counts = [each.calls.get(name, 0) for each in traces.values()]
        if len(set(counts)) > 1:
            print(f"  {name:<26}" + "".join(f"{count:>16}" for count in counts))
    for title, field in (("threads started", "threads"), ("pages made executable", "executable")):
        print(f"{title:<28}" + "".join(f"{getattr(each, field):>16}" for each in traces.values()))
    print(f"{'libjvm is loaded':<28}" + "".join(f"{'yes' if each.jvm else 'no':>16}" for each in traces.values()))
    for name, each in traces.items():
        more = collections.Counter(each.files)
        more.subtract(base.files)
        opened = [(count, path) for path, count in more.items() if count > 0]
        if opened:
            print(f"\nfiles that {name} opens more often than {next(iter(traces))}: {len(opened)}")
            shown = opened if everything else opened[:SHOWN]
            print("\n".join(f"{count:>6}  {path}" for count, path in shown))
            print("        …" * (len(opened) > len(shown)))


def print_imports(place, environment):
    """Modules of a start beyond those of plain Python, the least of some rounds."""
    plain = imports(place, place.plain())
    started = imports(place, environment)
    print(f"\n{'modules of -c pass beyond plain, ms':<40}{'alone':>9}{'with its own':>14}")
    for name, (alone, whole) in started.items():
        if name not in plain:
            print(f"  {name:<38}{alone:>9.3f}{whole:>14.3f}")


def imports(place, environment):
    found = {}
    for _ in range(ROUNDS):
        done = subprocess.run(
            [place.python, "-X", "importtime", "-c", "pass"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        for line in done.stderr.splitlines():
            match = IMPORTED.match(line)
            if match:
                times = int(match[1]) / 1e3, int(match[2]) / 1e3
                found[match[4]] = min(found.get(match[4], times), times)
    return found


def print_steps(place):
    """Steps timed by the program that makes them: medians of some rounds."""
    path = place.program("timed.py", 1, TIMED)
    environment = place.installed(JUSTJIT_JAVA="none")
    totals, counts = {}, {}
    for _ in range(ROUNDS):
        for line in place.run(environment, path).splitlines():
            count, millis, title = line.split("\t")
            totals.setdefault(title, []).append(float(millis))
            counts[title] = int(count)
    print(f"\n{'steps with stored code, ms':<44}{'times':>7}{'all':>9}{'each':>9}")
    for title, values in totals.items():
        whole = statistics.median(values)
        print(f"  {title:<42}{counts[title]:>7}{whole:>9.3f}{whole / counts[title]:>9.3f}")


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        try:
            place = Installation(options.dir, options.jar, folder)
            cold = place.new_cache("cold")
            place.store()
            path = place.program("traced.py", 10000)
            starts = {
                "plain": (place.plain(), ["-c", "pass"]),
                "nothing stored": (place.installed("hot", JUSTJIT_CACHE_DIR=cold), ["-c", "pass"]),
                "stored": (place.installed("hot"), ["-c", "pass"]),
            }
            print("=== python3.13 -c pass: plain; installed with JUSTJIT=hot\n")
            print_traces({name: Traced(place, *how) for name, how in starts.items()}, options.all)
            print_imports(place, place.installed("hot"))
            starts = {
                "plain": (place.plain(), [path]),
                "stored": (place.installed("hot"), [path]),
                "stored, eager": (place.installed("eager", JUSTJIT_JAVA="none"), [path]),
            }
            print("\n=== a program of some tenths of a second whose code is stored\n")
            print_traces({name: Traced(place, *how) for name, how in starts.items()}, options.all)
            print_steps(place)
        except (Failure, OSError, subprocess.SubprocessError) as failure:
            print(f"start_trace: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
