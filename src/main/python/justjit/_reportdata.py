"""The data of a report, as a dict of plain values; src/docs/report.md documents it."""

import os
import sys
import time
from bisect import bisect_right
from collections import Counter

from justjit import _service

SCHEMA = "justjit-report"
VERSION = 1

_MOST_FUNCTIONS = 400  # with samples, by time; and as many without
_MOST_MACHINE_CODE = 200  # functions whose machine code is made a second time, by time
_MOST_TEXT = 4_000_000  # characters of machine code, of bytecode and of source, each
_MOST_LINES = 3000  # of one listing
_MOST_BUCKETS = 240  # of the timeline
_SAMPLES_OF_A_BUCKET = 4  # about, at the least
_HOWS = ("interpreted", "baseline", "region")
_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


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
    table = _Table(functions, machine)
    return _document(run, samples, machine, table, buckets, now, cpu)


class _Samples:
    """The samples with their code objects; what is of this package is left out."""

    def __init__(self, run):
        self.kept = []  # place, thread, nanoseconds, returns, [(code, unit)]
        self.codes = {}  # by address; None where there is none
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
            ours = code is not None and code.co_filename.startswith(_PACKAGE)
            self.codes[address] = None if ours else code
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
        import json

        try:
            first = json.loads(module.observations(""))
            self._index(first)
            wanted = Counter()
            for place, _, _, returns, stack in samples.kept:
                version = self._version(place, returns, stack)
                if version is not None:
                    wanted[version[0]["code"]] += 1
                wanted[id(stack[0][0])] += 1
            addresses = " ".join(str(each) for each, _ in wanted.most_common(_MOST_MACHINE_CODE))
            self._index(json.loads(module.observations(addresses)))
        except RuntimeError:  # a forked process
            pass

    def _index(self, told):
        import _ctypes

        self.events = [each for each in told["events"] if each["nanos"] <= self._now]
        self.lost = told["lost_events"]
        self.known = {each["code"]: each for each in told["codes"]}
        for address in self.known:
            if address not in self.codes:
                self.codes[address] = _ctypes.PyObj_FromPtr(address)  # alive: dead ones are not told of
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


def _key(code):
    return code.co_filename, code.co_qualname, code.co_firstlineno


class _Function:
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
            found.update(dict.fromkeys(_HOWS, 0), exits=0)
        return found


def _count(functions, buckets, machine, sample):
    code, unit, how, in_c, is_frame = machine.innermost(sample)
    stack = sample[4]
    places = [(code, unit), *(stack[1:] if is_frame else stack)]
    seen = set()
    for i, (each, at) in enumerate(places):
        key = _key(each)
        function = functions.get(key)
        if function is None:
            function = functions[key] = _Function()
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


class _Table:
    """The functions of the report, in its order."""

    def __init__(self, functions, machine):
        self._machine = machine
        self._left = dict.fromkeys(("machine", "bytecode", "source"), _MOST_TEXT)
        self._sources = {}
        for address, known in machine.known.items():
            code = machine.codes[address]
            if not code.co_filename.startswith((_PACKAGE, "<frozen")) or _key(code) in functions:
                function = functions.setdefault(_key(code), _Function())
                function.codes[code] += 0
        order = sorted(functions, key=lambda key: self._rank(functions[key], key))
        sampled = [key for key in order if functions[key].total]
        others = [key for key in order if not functions[key].total]
        self.left_out = max(0, len(sampled) - _MOST_FUNCTIONS) + max(0, len(others) - _MOST_FUNCTIONS)
        shown = sampled[:_MOST_FUNCTIONS] + others[:_MOST_FUNCTIONS]
        self.index = {key: i for i, key in enumerate(shown)}
        self.rows = [self._row(key, functions[key]) for key in shown]

    @staticmethod
    def _rank(function, key):
        return -sum(function.self.values()), -function.total, key

    def _row(self, key, function):
        code, known = self._main_code(function)
        report = known["report"] if known else {}
        row = {
            "name": code.co_qualname,
            "file": code.co_filename,
            "line": code.co_firstlineno,
            "self": sum(function.self.values()),
            "total": function.total,
            "in_c": function.in_c,
        }
        row.update({how: function.self[how] for how in _HOWS})
        row["compiled"] = bool(known and known["versions"])
        row["reason"] = None if row["compiled"] else report.get("reason")
        row["bytes"] = sum(version["bytes"] for version in known["versions"]) if known else 0
        row["versions"] = report.get("versions", 0)
        for name in ("exits", "sites", "loops"):
            row[name] = report.get(name, [])
        row["exits"] = [each for each in row["exits"] if each["count"]]
        self._exits_by_line(function, row)
        row["lines"] = sorted(function.lines.values(), key=lambda line: line["line"])
        row["source"] = self._source(code, function)
        row["bytecode"] = self._bytecode(code) if function.total else []
        row["machine"] = self._listings(code, known) if function.total and known else []
        return row

    def _main_code(self, function):
        """Of several with one name and place: the one that was seen most, and what is known of it."""
        for code, _ in function.codes.most_common():
            known = self._machine.known.get(id(code))
            if known is not None:
                return code, known
        return function.codes.most_common(1)[0][0], None

    @staticmethod
    def _exits_by_line(function, row):
        exits = list(row["exits"])
        for loop in row["loops"]:
            for region in loop["regions"]:
                region["exits"] = [each for each in region["exits"] if each["count"]]
                exits += [each for each in region["exits"] if not each["ordinary"]]
        for each in exits:
            if each["line"]:
                function.line(each["line"])["exits"] += each["count"]

    # ---- texts ----

    def _room(self, kind, text):
        self._left[kind] -= len(text) + 8
        return self._left[kind] > 0

    def _source(self, code, function):
        import linecache

        lines = [line for _, _, line in code.co_lines() if line]
        lines += function.lines
        first, last = min(lines, default=1), max(lines, default=0)
        first = min(first, code.co_firstlineno) or 1
        texts = []
        for number in range(first, min(last, first + _MOST_LINES) + 1):
            text = linecache.getline(code.co_filename, number).rstrip("\r\n")
            if not self._room("source", text):
                break
            texts.append(text)
        return {"first": first, "lines": texts if any(texts) else []}

    def _bytecode(self, code):
        import dis

        rows = []
        for instruction in dis.get_instructions(code, adaptive=True):
            unit = instruction.offset // 2
            name = instruction.opname.removeprefix("INSTRUMENTED_")  # by ourselves, of loops that run
            text = f"{name} {instruction.argrepr}".rstrip()[:200]
            if len(rows) >= _MOST_LINES or not self._room("bytecode", text):
                break
            rows.append([unit, self._machine.line(code, unit), text])
        return rows

    def _listings(self, code, known):
        found = []
        for version in reversed(known["versions"]):
            lines = []
            at = None
            for text in version["listing"]:
                unit, is_own = _unit_of(text)
                if unit is not None:
                    at = unit
                elif not is_own:
                    at = None
                line = None if at is None else self._machine.line(code, at)
                if len(lines) >= _MOST_LINES or not self._room("machine", text):
                    break
                lines.append([line, text])
            found.append({"kind": version["kind"], "bytes": version["bytes"], "listing": lines})
        return found


def _unit_of(text):
    """The instruction that a remark of a listing begins, if any; and whether what follows is the function's own."""
    if not text.startswith("# "):
        return None, True
    if text.startswith("# function "):
        return None, False
    head = text[2:].split(":", 1)[0]
    if head.isdecimal():
        return int(head), True
    words = text[2:].replace(",", "").split()
    if words[0] in ("block", "cold:", "exit") and len(words) > 3:
        number = words[2] if words[0] == "exit" else words[words.index("at") + 1] if "at" in words else ""
        return (int(number), True) if number.isdecimal() else (None, True)
    return None, True


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
    sampling.update({how: hows[how] for how in _HOWS})
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
            spent[_key(code)] += event["microseconds"]
    for key, i in table.index.items():
        table.rows[i]["compile_ms"] = spent[key] / 1000


def _timeline(machine, table, times, began, now):
    count = min(_MOST_BUCKETS, max(1, len(times) // _SAMPLES_OF_A_BUCKET))
    width = max(1, now - began) / count
    buckets = [dict.fromkeys(_HOWS, 0) for _ in range(count)]
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
                "function": None if code is None else table.index.get(_key(code)),
                "line": None if code is None or unit < 0 else machine.line(code, unit),
                "ms": event["microseconds"] / 1000,
                "bytes": event["bytes"],
                "stored": event["stored"],
                "detail": event["detail"],
            }
        )
    return {
        "bucket_seconds": width / 1e9,
        "buckets": [[each[how] for how in _HOWS] for each in buckets],
        "events": events,
        "events_left_out": machine.lost,
    }
