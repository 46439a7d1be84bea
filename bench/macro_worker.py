"""Runs one program of bench/macro in whatever Python this is, and prints its times: a part of macro.py.

    macro_worker.py PROGRAM.py [--first 1] [--warmup 3] [--values 30] [--steady S] [--cpu]

Calls the program's bench() again and again: for the first second, which begins when the program's
module starts to load, then until the warm-up is over, then for the values of the steady state. Each
result is compared with the program's EXPECTED; another one ends the run with status 1. Prints one
JSON object. Needs nothing newer than Python 3.8.
"""

import argparse
import importlib.util
import json
import os
import resource
import statistics
import sys
import time

sys.dont_write_bytecode = (
    True  # each process compiles the program: no round finds more than another
)


class WrongResult(Exception):
    """bench() did not return what it has to."""


class Clock:
    """Seconds by the clock that values are timed with, and CPU seconds of all threads, since now."""

    def __init__(self, now):
        self.now = now
        self.start = now()
        self.cpu_start = time.process_time()

    def elapsed(self):
        return self.now() - self.start

    def cpu(self):
        return time.process_time() - self.cpu_start


def load(path):
    """The program as a module that classes can be found in by name."""
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def call_until(bench, expected, end, least, clock):
    """Calls bench until the moment end, but at least so many times; the seconds of each call."""
    values = []
    now = clock()
    while now < end or len(values) < least:
        result = bench()
        before, now = now, clock()
        values.append(now - before)
        if result != expected:
            raise WrongResult("{!r}, not {!r}".format(result, expected))
    return values


def part_before(values, over):
    """Finished calls, the last one only as far as it was done when the time was up."""
    return len(values) - min(max(over, 0.0) / values[-1], 1.0)


def phase(clock, values):
    """What a phase took, in numbers; it lasts until the call that its time ended in is done."""
    seconds, cpu = clock.elapsed(), clock.cpu()
    return {
        "seconds": seconds,
        "cpu": cpu,
        "per_cpu_second": len(values) / max(cpu, 1e-9),
        "values": values,
    }


def first_phase(path, seconds, now):
    """The program, and its first seconds from the beginning of its loading on."""
    clock = Clock(now)
    program = load(path)
    loaded = clock.elapsed()
    values = call_until(program.bench, program.EXPECTED, clock.start + seconds, 1, now)
    first = phase(clock, values)
    first["load"] = loaded
    first["work"] = part_before(values, first["seconds"] - seconds)
    first["per_second"] = first["work"] / seconds
    return program, clock.start, first


def measure(options):
    """All numbers of one process."""
    now = time.thread_time if options.cpu else time.perf_counter
    program, start, first = first_phase(options.program, options.first, now)
    bench, expected = program.bench, program.EXPECTED
    clock = Clock(now)
    warmup = phase(clock, call_until(bench, expected, start + options.warmup, 0, now))
    clock = Clock(now)
    values = call_until(bench, expected, clock.start + options.steady, options.values, now)
    steady = phase(clock, values)
    steady["min"] = min(values)
    steady["median"] = statistics.median(values)
    return {
        "program": program.__name__,
        "numeric": getattr(program, "NUMERIC", False),
        "python": sys.version,
        "first": first,
        "warmup": warmup,
        "steady": steady,
        "peak_rss_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def arguments():
    parser = argparse.ArgumentParser(description="Time one program of bench/macro.")
    parser.add_argument("program", help="its file")
    parser.add_argument("--first", type=float, default=1.0, help="seconds of the first phase")
    parser.add_argument("--warmup", type=float, default=3.0, help="seconds before steady state")
    parser.add_argument("--values", type=int, default=30, help="calls at least, in steady state")
    parser.add_argument("--steady", type=float, default=0.0, help="seconds at least, likewise")
    parser.add_argument("--cpu", action="store_true", help="time by the CPU time of the thread")
    return parser.parse_args()


def main():
    options = arguments()
    try:
        numbers = measure(options)
    except WrongResult as wrong:
        print("macro_worker: {}: {}".format(options.program, wrong), file=sys.stderr)
        return 1
    json.dump(numbers, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
