"""What is told of a call that gave another result than in the interpreter."""

import builtins
import os
import sys

from justjit import __version__, _service
from justjit._verifyvalues import text

__builtins__ = dict(vars(builtins))  # for the functions below, whatever the program does to its own
_MOST_EXITS = 20
# Exit status of a process that is to end at a difference.
FATAL_STATUS = 70


def found(compiler, call, where, first, second):
    """The dict that src/docs/verify.md documents. Runs nothing of the program."""
    import dis
    import io
    import json

    function, code = call.function, call.function.__code__
    exits = []
    for each, counts in call.counts.items():
        for taken in json.loads(compiler.exits(each, counts)):
            exits.append({"function": each.__qualname__} | taken)
    known = json.loads(compiler.report(function) or "{}")
    bytecode = io.StringIO()
    dis.dis(code, file=bytecode, depth=0)
    return {
        "function": function.__qualname__,
        "module": function.__module__,
        "file": code.co_filename,
        "line": code.co_firstlineno,
        "where": where,
        "arguments": [text(each) for each in call.before],
        "keywords": list(call.names),
        "compiled": _outcome(first),
        "compiled_arguments": [text(each) for each in call.arguments],
        "interpreted": _outcome(second),
        "interpreted_arguments": [text(each) for each in call.copies],
        "tier": "region" if any(each["code"] == "region" for each in exits) else "baseline",
        "exits": exits,
        "bytes": known.get("bytes", 0),
        "versions": known.get("versions", 0),
        "bytecode": bytecode.getvalue(),
        "machine_code": _listing(compiler, function),
        "python": sys.version,
        "machine": os.uname().machine,
        "justjit": __version__,
    }


def _outcome(outcome):
    if outcome.raised is None:
        return {"value": text(outcome.result), "type": type(outcome.result).__qualname__}
    raised = outcome.raised
    return {
        "raises": type(raised).__qualname__,
        "args": text(raised.args),
        "traceback": [list(each) for each in outcome.trail],
    }


def _listing(compiler, function):
    """As the function would be compiled now."""
    try:
        return compiler.listing(function, "")
    except (RuntimeError, ValueError) as error:
        return str(error)


def publish(what):
    """To stderr, and as a line of JSON to the file that JUSTJIT_VERIFY_FILE names; JUSTJIT_VERIFY_FATAL ends the process."""
    lines = [
        f"justjit: verify: {what['function']} ({what['file']}:{what['line']}) differs from the interpreter:"
        f" {what['where']}",
        f"  arguments    {_arguments(what['arguments'], what['keywords'])}",
        f"  compiled     {_result(what['compiled'])}",
        f"  interpreted  {_result(what['interpreted'])}",
    ]
    if what["compiled_arguments"] != what["interpreted_arguments"]:
        lines.append(f"  afterwards   compiled {_arguments(what['compiled_arguments'], what['keywords'])}")
        lines.append(f"            interpreted {_arguments(what['interpreted_arguments'], what['keywords'])}")
    lines.append(
        f"  code         {what['tier']}, {what['bytes']} bytes, version {what['versions']}, {what['machine']},"
        f" justjit {what['justjit']}"
    )
    for each in what["exits"][:_MOST_EXITS]:
        place = f"line {each['line']} {each['opcode']}: " if "line" in each else ""
        lines.append(f"  exit         {each['function']}, {each['code']}: {place}{each['reason']}, {each['count']} times")
    lines.append("  It is interpreted from now on.")
    _service.say("\n".join(lines))
    path = os.environ.get("JUSTJIT_VERIFY_FILE")
    if path:
        _append(path, what)
    if os.environ.get("JUSTJIT_VERIFY_FATAL", "0") not in ("", "0"):
        _end_process()


def _end_process():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass
    os._exit(FATAL_STATUS)


def _arguments(values, names):
    count = len(values) - len(names)
    named = [f"{name}={value}" for name, value in zip(names, values[count:])]
    return f"({', '.join(values[:count] + named)})"


def _result(outcome):
    if "value" in outcome:
        return f"{outcome['value']} ({outcome['type']})"
    lines = ", ".join(f"{name} line {line}" for name, line in outcome["traceback"])
    return f"raises {outcome['raises']}{outcome['args']} in {lines}"


def _append(path, what):
    import json

    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")
    except OSError as error:
        _service.say(f"justjit: {path} cannot be written: {error.strerror}")
