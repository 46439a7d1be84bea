"""The commands ``opcodes``, ``explain``, ``asm`` and ``graph``. They run no code of the user's but where ``graph`` is told to.

Errors for the user are ValueErrors with one line of text.
"""

from types import CellType, FunctionType

import _justjit

from justjit._sources import compiled, source_of_module, walk


_OPCODE = """\
| number | opcode | kind | tiers | functions of CPython | note | fixtures |
|---:|---|---|---|---|---|---:|"""


def opcodes(style):
    """The opcodes of this Python and how each is compiled; style is "md" or "json"."""
    import json

    table = {row["name"]: row for row in json.loads(_justjit.opcodes())}
    rows = [_opcode_row(table, name, number) for number, name in sorted(_live_opcodes())]
    if style == "json":
        return json.dumps(rows, indent=1)
    lines = [_OPCODE]
    for row in rows:
        cells = [
            row["number"],
            row["name"],
            row["kind"] if row["base"] is None else f"{row['kind']}: {row['base']}",
            " ".join(row["tiers"]) or "not compiled",
            row["helpers"].replace("*", "\\*"),
            row["note"] or "",
            "" if row["fixtures"] is None else row["fixtures"],
        ]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    real = [row for row in rows if row["kind"] == "real"]
    compiled = [row for row in real if row["tiers"]]
    tried = [row for row in compiled if row["fixtures"]]
    lines.append(f"\n{len(compiled)} of {len(real)} real opcodes are compiled.")
    if any(row["fixtures"] is not None for row in real):
        lines.append(f"{len(tried)} of them were run in compiled form by fixtures: last column.")
    return "\n".join(lines)


def _live_opcodes():
    import _opcode_metadata

    live = {**_opcode_metadata.opmap, **_opcode_metadata._specialized_opmap}
    return [(number, name) for name, number in live.items()]


def _opcode_row(table, name, number):
    row = table.get(name)
    if row is not None and row["number"] == number:
        return row
    return {
        "name": name,
        "number": number,
        "kind": "unknown",
        "base": None,
        "tiers": [],
        "helpers": "",
        "note": "not an opcode of CPython 3.13",
        "fixtures": None,
    }


def explain(target):
    """Text: each code object of the target, with its machine code's size or why it has none.

    Below it are the loops that may become numeric regions. They are not hot: nothing has run.
    """
    lines = []
    rows = _rows(target)
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        place = f"{row['line']:>5}  {row['name']:<{width}}"
        if row["compiled"]:
            lines.append(f"{place}  compiled, {row['bytes']} bytes")
            for loop in row["loops"]:
                lines.append(f"         {loop['kind']} at line {loop['line']}: {loop['reason']}")
        else:
            at = f" (line {row['at']['line']}, {row['at']['opcode']})" if row["at"] else ""
            lines.append(f"{place}  interpreted: {row['reason']}{at}")
    compiled = sum(row["compiled"] for row in rows)
    lines.append(f"{compiled} of {len(rows)} code objects can be compiled")
    return "\n".join(lines)


def explain_json(target):
    """The same as a JSON array."""
    import json

    return json.dumps(_rows(target))


def listing(isa_target_expression):
    """Text: the machine code of the functions that the target names, with their bytecode.

    The argument is the instruction set, empty for that of this machine, a space, the target, a line feed and
    an expression, which is as with `graph`.
    """
    isa, _, target_and_expression = isa_target_expression.partition(" ")
    target, _, expression = target_and_expression.partition("\n")
    parts = []
    for code, path, function in _functions_of(target, expression):
        reason = _justjit.check(function)
        if reason is not None:
            raise ValueError(f"{code.co_qualname} stays interpreted: {reason}")
        parts.append(f"; {code.co_qualname}, {path}, line {code.co_firstlineno}\n")
        parts.append(_justjit.listing(function, isa))
    return "".join(parts).rstrip("\n")


_ROUNDS = 10  # after as many calls the interpreter has seen what types there are


def graph(target_and_expression):
    """Text: the graphs of the functions that the target names, before the passes and after.

    The argument is the target, a line feed and an expression. Unless it is empty, the file is run, and then the
    expression ten times, in the namespace of the file.
    """
    target, _, expression = target_and_expression.partition("\n")
    parts = [_justjit.graph(function, "text") for _, _, function in _functions_of(target, expression)]
    return "\n".join(parts).rstrip("\n")


def _functions_of(target, expression):
    """Code object, path and a function of it, for all that the target names, after the expression has run."""
    path, name = _split(target)
    if name is None:
        raise ValueError(f"which function? give {target}:name")
    code = compiled(path)
    space = {"__name__": "justjit_target", "__file__": path}
    if expression:
        try:
            exec(code, space)
            again = compile(expression, "<expression>", "eval")
            for _ in range(_ROUNDS):
                eval(again, space)
        except Exception as error:
            raise ValueError(f"{type(error).__name__}: {error}") from None
    for each in _matching(code, name, path):
        yield each, path, FunctionType(each, space, closure=tuple(CellType() for _ in each.co_freevars))


def verify_graphs(path):
    """Text: how many code objects in a file or folder have graphs that hold together, and how long building took."""
    import os
    import time

    files = [path]
    if os.path.isdir(path):
        files = sorted(
            os.path.join(folder, name)
            for folder, _, names in os.walk(path)
            for name in names
            if name.endswith(".py")
        )
    elif not os.path.isfile(path):
        raise ValueError(f"no such file or folder: {path}")
    lines, skipped, count, failed, functions = [], 0, 0, 0, []
    started = time.monotonic()
    for file in files:
        try:
            codes = list(walk(compiled(file)))
        except ValueError:
            skipped += 1
            continue
        for code in codes:
            count += 1
            function = _function(code)
            try:
                answer = _justjit.graph(function, "verify")
            except RuntimeError as error:
                answer = str(error)
            if not answer.isdigit():
                failed += 1
                lines.append(f"{file}:{code.co_firstlineno} {code.co_qualname}: {answer[:2000]}")
            else:
                functions.append(function)
    verified = time.monotonic() - started
    lines.append(f"{count} code objects of {len(files) - skipped} files, {count - failed} have graphs that hold together")
    lines.append(f"{skipped} files are no Python; verified in {verified:.1f} s")
    return "\n".join(lines + _times(functions))


def _times(functions):
    """How long graphs take, in a JVM that has made each of them before."""
    units = building = passes = before = after = 0
    for function in functions:
        row = _justjit.graph(function, "time").split()
        units += int(row[0])
        building += int(row[1])
        passes += int(row[2])
        before += int(row[3])
        after += int(row[4])
    if not units:
        return []
    return [
        f"{units} code units: building {building / units / 1000:.2f} us each, passes {passes / units / 1000:.2f} us each",
        f"{before} nodes before the passes, {after} after",
    ]


def _split(target):
    """File and qualified name, or None for all, of ``file.py[:name]`` or ``module[:name]``."""
    import os

    if os.path.isfile(target):
        return target, None
    place, colon, name = target.rpartition(":")
    if not colon:
        place, name = target, None
    elif not name:
        raise ValueError(f"no function after the colon in {target!r}")
    if os.path.isfile(place):
        return place, name
    if os.path.isdir(place):
        raise ValueError(f"{place} is a folder, not a Python file")
    if place.endswith(".py") or os.sep in place or not place:
        raise ValueError(f"no such file: {place or target}")
    return source_of_module(place), name


def _matching(code, name, path):
    wanted = name.replace(".<locals>", "")
    found = [
        each for each in walk(code) if each.co_qualname.replace(".<locals>", "") == wanted
    ]
    if not found:
        raise ValueError(f"no function {name} in {path}")
    return found


CO_OPTIMIZED = 1


def _function(code):
    return FunctionType(code, {}, closure=tuple(CellType() for _ in code.co_freevars))


def _rows(target):
    path, name = _split(target)
    code = compiled(path)
    codes = list(walk(code)) if name is None else _matching(code, name, path)
    return [_row(each) for each in codes]


def _row(code):
    import json

    function = _function(code)
    reason = _justjit.compile(function)
    report = json.loads(_justjit.report(function))
    if reason is None and not code.co_flags & CO_OPTIMIZED and code.co_name != "<module>":
        reason = "class bodies stay interpreted: CPython hands them to its interpreter"
    return {
        "name": code.co_qualname,
        "line": code.co_firstlineno,
        "compiled": reason is None,
        "reason": reason,
        "at": None if reason is None else _culprit(code, reason),
        "bytes": report["bytes"],
        "exits": len(report["exits"]),
        "loops": report["loops"],
    }


def _culprit(code, reason):
    """The first instruction that the reason names, or the one that makes code a generator."""
    import dis

    words = reason.replace(",", " ").split()
    for instruction in dis.get_instructions(code):
        if instruction.opname in words or instruction.opname == "RETURN_GENERATOR":
            line = instruction.positions.lineno if instruction.positions else None
            return {"opcode": instruction.opname, "line": line or code.co_firstlineno}
    return None
