"""The functions of a report: what samples and the compiler say of each, and their texts, within bounds."""

from justjit._reportdata import HOWS, PACKAGE, Function, key_of

_MOST_FUNCTIONS = 400  # with samples, by time; and as many without
_MOST_TEXT = 4_000_000  # characters of machine code, of bytecode and of source, each
_MOST_LINES = 3000  # of one listing


class Table:
    """The functions of the report, in its order."""

    def __init__(self, functions, machine):
        self._machine = machine
        self._left = dict.fromkeys(("machine", "bytecode", "source"), _MOST_TEXT)
        self._sources = {}
        for address, known in machine.known.items():
            code = machine.codes[address]
            if not code.co_filename.startswith((PACKAGE, "<frozen")) or key_of(code) in functions:
                function = functions.setdefault(key_of(code), Function())
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
        row.update({how: function.self[how] for how in HOWS})
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
