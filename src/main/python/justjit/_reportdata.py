"""The data of a report, as a dict of plain values; src/docs/report.md documents it."""

import os
import sys
import time
from bisect import bisect_right
from collections import Counter

from justjit import _service

SCHEMA = "justjit-report"
VERSION = 1

_MOST_MACHINE_CODE = 200  # functions whose machine code is made a second time, by time
_MOST_BUCKETS = 240  # of the timeline
_SAMPLES_OF_A_BUCKET = 4  # about, at the least
HOWS = ("interpreted", "baseline", "region")
PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def collect(run, now=None, cpu=None):
    """The report of a run until a moment of the monotonic clock; without one, of what the compiler knows."""
    if now is None:
        now, cpu = time.monotonic_ns(), time.process_time()
    samples = _Samples(run)
    machine = _Machine(run, samples, now)
    functions = {}
    buckets = []
    for sample in samples.kept:
        _count(functions, buckets, machine, sample)
    from justjit._reporttable import Table

    table = Table(functions, machine)
    return _document(run, samples, machine, table, buckets, now, cpu)


class _Samples:
    """The samples with their code objects; what is of this package is left out."""

    def __init__(self, run):
        self.kept = []  # place, thread, nanoseconds, returns, [(code, unit)]
        self.codes = {}  # by address; None where it is ours
        self.outside = self.dropped = self.threads = 0
        sampler = None if run is None else run.sampler
        if sampler is None:
            return
        self.outside, self.dropped, self.threads = sampler.outside, sampler.dropped, sampler.threads
        known = {}  # one tuple for equal frames of all samples
        for place, thread, nanos, returns, frames in sampler.samples():
            stack = []
            for frame in frames:
                if frame not in known:
                    code = self._code(sampler, frame[0])
                    known[frame] = None if code is None else (code, sampler.unit(code, frame[1]))
                if known[frame] is not None:
                    stack.append(known[frame])
            if stack:
                self.kept.append((place, thread, nanos, returns, stack))
            else:
                self.outside += 1

    def _code(self, sampler, address):
        if address not in self.codes:
            code = sampler.code(address)
            self.codes[address] = None if code.co_filename.startswith(PACKAGE) else code
        return self.codes[address]


class _Machine:
    """What the compiler knows, and where its code is."""

    def __init__(self, run, samples, now):
        self._now = now
        self.known = {}  # of the compiler, by the address of the code object
        self.events = []
        self.lost = 0
        self.codes = {id(code): code for code in samples.codes.values() if code is not None}
        self._stored = None if run is None else run.stored
        self._lines = {}
        self._starts, self._versions = [], []
        module = _service.compiler()
        if module is None:
            return
        try:
            self._index(*module.observations(""))
            wanted = Counter()
            for place, _, _, returns, stack in samples.kept:
                version = self._version(place, returns, stack)
                if version is not None:
                    wanted[version[0]["code"]] += 1
                wanted[id(stack[0][0])] += 1
            addresses = " ".join(str(each) for each, _ in wanted.most_common(_MOST_MACHINE_CODE))
            self._index(*module.observations(addresses))
        except RuntimeError:  # a forked process
            pass

    def _index(self, text, *codes):
        """Of the compiler's JSON and the code objects that it tells of by address."""
        import json

        self.codes.update((id(code), code) for code in codes)  # before anything that may free them
        told = json.loads(text)
        self.events = [each for each in told["events"] if each["nanos"] <= self._now]
        self.lost = told["lost_events"]
        self.known = {each["code"]: each for each in told["codes"]}
        versions = []
        for each in told["codes"]:
            for version in each["versions"]:
                version["code"] = each["code"]
                version["offsets"] = [place[0] for place in version["places"]]
                versions.append((version["address"], version))
        versions.sort(key=lambda pair: pair[0])
        self._starts = [start for start, _ in versions]
        self._versions = [version for _, version in versions]

    def _at(self, address):
        """The version there, or None."""
        i = bisect_right(self._starts, address) - 1
        if i < 0:
            return None
        version = self._versions[i]
        return version if address < version["address"] + version["bytes"] else None

    def _version(self, place, returns, stack):
        """The version that runs and the address in it, or None where the interpreter does."""
        version = self._at(place)
        if version is not None:
            return version, place
        for address in returns:
            version = self._at(address - 1)
            if version is not None and version["code"] == id(stack[0][0]):
                return version, address - 1
        return None

    def _is_stored(self, place, returns):
        if self._stored is None:
            return False
        base, size = self._stored
        return base <= place < base + size or any(base <= each < base + size for each in returns[:1])

    def innermost(self, sample):
        """(code, unit, how, whether C runs for it, whether it is a frame of the stack)."""
        place, _, _, returns, stack = sample
        code, unit = stack[0]
        found = self._version(place, returns, stack)
        if found is None:
            how = "baseline" if self._is_stored(place, returns) else "interpreted"
            return code, unit, how, False, True
        version, address = found
        in_c = address != place
        owner = self.codes.get(version["code"], code)
        offsets = version["offsets"]
        i = bisect_right(offsets, address - version["address"]) - 1
        if i < 0:
            unit = unit if owner is code else 0
            return owner, unit, version["kind"], in_c, owner is code
        _, unit, part = version["places"][i]
        if part:
            owner = self._named(part, owner)
        return owner, unit, version["kind"], in_c, owner is code and not part

    def _named(self, name, near):
        """The code object of a function that a region calls with registers."""
        found = [each for each in self.codes.values() if each.co_qualname == name]
        for each in found:
            if each.co_filename == near.co_filename:
                return each
        return found[0] if found else near

    def line(self, code, unit):
        """Its line, or that of the function where it has none."""
        lines = self._lines.get(code)
        if lines is None:
            lines = self._lines[code] = [position[0] for position in code.co_positions()]
        line = lines[unit] if unit < len(lines) else None
        return line or code.co_firstlineno


def key_of(code):
    """What stands for a function: other code objects of the same place are the same."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


class Function:
    """What samples say of one function."""

    def __init__(self):
        self.codes = Counter()
        self.self = Counter()  # by how
        self.total = 0
        self.in_c = 0
        self.lines = {}

    def line(self, number):
        found = self.lines.get(number)
        if found is None:
            found = self.lines[number] = {"line": number, "self": 0, "total": 0, "in_c": 0}
            found.update(dict.fromkeys(HOWS, 0), exits=0)
        return found


def _count(functions, buckets, machine, sample):
    code, unit, how, in_c, is_frame = machine.innermost(sample)
    stack = sample[4]
    places = [(code, unit), *(stack[1:] if is_frame else stack)]
    seen = set()
    for i, (each, at) in enumerate(places):
        key = key_of(each)
        function = functions.get(key)
        if function is None:
            function = functions[key] = Function()
        function.codes[each] += 1
        line = function.line(machine.line(each, at))
        if i == 0:
            function.self[how] += 1
            function.in_c += in_c
            line["self"] += 1
            line["in_c"] += in_c
            line[how] += 1
        if key not in seen:
            seen.add(key)
            function.total += 1
        if (key, line["line"]) not in seen:
            seen.add((key, line["line"]))
            line["total"] += 1
    buckets.append((sample[2], how))


def _document(run, samples, machine, table, times, now, cpu):
    from justjit import __version__

    began = now if run is None else run.began
    hows = Counter(how for _, how in times)
    module = _service.compiler()
    import json

    stats = json.loads(module.stats()) if module is not None else {}
    stats.pop("opcodes", None)
    sampling = {
        "on": run is not None and run.sampler is not None,
        "problem": None if run is None else run.problem,
        "period_ms": _period(),
        "samples": len(samples.kept),
        "outside": samples.outside,
        "dropped": samples.dropped,
        "threads": samples.threads,
    }
    sampling.update({how: hows[how] for how in HOWS})
    _compile_times(table, machine)
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "justjit": __version__,
        "python": sys.version.split()[0],
        "machine": os.uname().machine,
        "host": "python" if module is None or _service.is_in_python() else "jvm",
        "compiler": _service.state(),
        "program": [str(each) for each in getattr(sys, "argv", [])],
        "began": time.time() if run is None else run.time,
        "seconds": (now - began) / 1e9,
        "cpu_seconds": cpu,
        "sampling": sampling,
        "stats": stats,
        "functions": table.rows,
        "functions_left_out": table.left_out,
        "timeline": _timeline(machine, table, times, began, now),
    }


def _period():
    from justjit._sampler import PERIOD_MILLIS

    return PERIOD_MILLIS


def _compile_times(table, machine):
    spent = Counter()
    for event in machine.events:
        code = machine.codes.get(event["code"])
        if code is not None:
            spent[key_of(code)] += event["microseconds"]
    for key, i in table.index.items():
        table.rows[i]["compile_ms"] = spent[key] / 1000


def _timeline(machine, table, times, began, now):
    count = min(_MOST_BUCKETS, max(1, len(times) // _SAMPLES_OF_A_BUCKET))
    width = max(1, now - began) / count
    buckets = [dict.fromkeys(HOWS, 0) for _ in range(count)]
    for nanos, how in times:
        i = int((nanos - began) / width)
        buckets[min(max(i, 0), count - 1)][how] += 1
    events = []
    for event in machine.events:
        code = machine.codes.get(event["code"])
        unit = event["unit"]
        events.append(
            {
                "at": (event["nanos"] - began) / 1e9,
                "kind": event["kind"],
                "name": event["name"],
                "function": None if code is None else table.index.get(key_of(code)),
                "line": None if code is None or unit < 0 else machine.line(code, unit),
                "ms": event["microseconds"] / 1000,
                "bytes": event["bytes"],
                "stored": event["stored"],
                "detail": event["detail"],
            }
        )
    return {
        "bucket_seconds": width / 1e9,
        "buckets": [[each[how] for how in HOWS] for each in buckets],
        "events": events,
        "events_left_out": machine.lost,
    }
