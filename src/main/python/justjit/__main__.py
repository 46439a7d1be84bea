"""python3.13 -m justjit COMMAND: the commands of the jar, with this python3.13 as the host."""

import os
import sys

from justjit import __version__, _places, _service

# what would lead to another copy of this package
_OWN = ("PYTHONPATH", "JUSTJIT_JAR")
USAGE = """\
usage: python3.13 -m justjit COMMAND

  run [--jit=decorated|hot|eager|verify|off] [--threshold N] [--stats] [--top] [--report=FILE]
      [--record FILE] [python options] (script.py | -m module | -c code | -) [arguments]
                      run a program; it replaces this process
  report -o FILE [options of run] (script.py | -m module | -c code | -) [arguments]
                      run a program and write where its time went to a page (.html) or as data (.json)
  compile -o FILE [--isa x86_64|aarch64] [--record ARGUMENTS] [--verbose]
      (script.py | -m module | folder) ...
                      compile what they define to a file for JUSTJIT_BLOB, without running it
  explain TARGET [--json]
                      tell what would be compiled of file.py, file.py:function or module:function
  asm TARGET [--isa=x64|a64] [--run=EXPRESSION]
                      print a target's machine code, after the expression has run ten times
  opcodes [--json]    tell how each opcode is compiled
  doctor              tell what was found on this machine and whether it works
  install, uninstall  let this Python (of a venv, say) start the compiler where JUSTJIT is set
  --version"""


class Wrong(Exception):
    """A command line that cannot be understood, or a command that cannot be done."""


def main(arguments):
    """Runs a command; the exit status."""
    commands = {
        "run": _run,
        "compile": _compile,
        "explain": _explain,
        "asm": _listing,
        "opcodes": _opcodes,
        "report": _report,
        "doctor": _doctor,
        "install": _install,
        "uninstall": _uninstall,
    }
    report = sys.modules.get("justjit._report")
    if report is not None:
        report.withdraw()
    try:
        if not arguments or arguments[0] in ("-h", "--help"):
            _print(USAGE)
            return 0
        if arguments[0] in ("-V", "--version"):
            _print(f"justjit {__version__}")
            return 0
        command = commands.get(arguments[0])
        if command is None:
            raise Wrong(_unknown(arguments[0], commands))
        return command(arguments[1:])
    except (Wrong, ValueError) as error:
        _service.say(f"justjit: {error}")
        return 2


def _unknown(word, commands):
    if word.startswith("-"):
        return f"unknown option {word}; options of a command follow its name"
    program = word.endswith(".py") or os.path.exists(word)
    hint = f". To run a program: run {word}" if program else ""
    return f"there is no command {word}; one of {', '.join(commands)}{hint}"


def _print(text):
    """`print`; output that does not arrive is an error."""
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # for what is left in the buffer
        if not isinstance(error, BrokenPipeError):  # else nobody reads it
            raise Wrong(f"the output cannot be written: {error.strerror}") from None


# ---- run ----


def _run(arguments):
    environment = dict(os.environ, JUSTJIT="hot")
    off = os.environ.get("JUSTJIT") in ("0", "off")
    rest = list(arguments)
    while rest and rest[0].startswith("--"):
        name, equals, value = rest.pop(0).partition("=")
        if name == "--stats" and not equals:
            environment["JUSTJIT_STATS"] = "1"
        elif name == "--top" and not equals:
            environment["JUSTJIT_TOP"] = "1"
        elif name == "--help" and not equals:
            _print(USAGE)
            return 0
        elif name in ("--jit", "--threshold", "--host", "--report", "--record"):
            if not equals:
                if not rest:
                    raise Wrong(f"option {name} needs a value")
                value = rest.pop(0)
            _set_option(environment, name, value)
        else:
            raise Wrong(f"unknown option {name}{equals}{value}")
    if off:  # whatever the command line says
        environment["JUSTJIT"] = os.environ["JUSTJIT"]
    off = off or environment["JUSTJIT"] == "off"
    if off and (environment.get("JUSTJIT_TOP") or environment.get("JUSTJIT_REPORT")):
        raise Wrong("--report and --top need the compiler, and --jit is off")
    if off and environment.get("JUSTJIT_RECORD"):
        raise Wrong("the compiler is off, so there is nothing to record")
    if environment.get("JUSTJIT_RECORD") and _places.reason_against_java():
        raise Wrong(f"nothing can be recorded: {_places.reason_against_java()}")
    if not off or "JUSTJIT_STATS" in environment:
        hooks = os.path.join(_place_on_disk(), "justjit", "_start")
        paths = [hooks, environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    environment.setdefault("JUSTJIT_JAR", _places.jar() or "")
    if not off:
        from justjit import _archive

        _archive.need()
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *rest], environment)


def _report(arguments):
    if len(arguments) < 2 or arguments[0] != "-o":
        raise Wrong("report needs -o FILE before anything else")
    return _run([f"--report={arguments[1]}", *arguments[2:]])


def _set_option(environment, name, value):
    if name == "--jit":
        if value not in ("decorated", "hot", "eager", "verify", "off"):
            raise Wrong(f"--jit is decorated, hot, eager, verify or off, not {value}")
        environment["JUSTJIT"] = value
    elif name == "--threshold":
        if not value.isdecimal() or not 0 < int(value) < 2**31:
            raise Wrong(f"--threshold is a number between 1 and 2147483647, not {value}")
        environment["JUSTJIT_THRESHOLD"] = value
    elif name == "--report":
        environment["JUSTJIT_REPORT"] = value
    elif name == "--record":
        from justjit import _record

        reason = _record.reason_against(value)
        if reason is not None:
            raise Wrong(f"{value} cannot be written: {reason}")
        environment["JUSTJIT_RECORD"] = os.environ["JUSTJIT_RECORD"] = os.path.abspath(value)
    elif value != "python":
        raise Wrong(f"--host is python here, not {value}; java -jar justjit.jar is the JVM host")


def _place_on_disk():
    """The folder of this package's folder; if it is in a jar, of a copy in the cache.

    Where that cannot be written it is the jar, from which a start takes some milliseconds longer.
    """
    place = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if os.path.isdir(place):
        return place
    from justjit import _unpack

    try:
        return _unpack.to_cache(place)
    except ValueError:
        return place


# ---- compile ----


def _compile(arguments):
    """By Java, which asks this Python for the code."""
    os.environ.pop("JUSTJIT_BLOB", None)
    reason = _places.reason_against_java()
    if reason is not None:
        raise Wrong(reason)
    java = os.path.join(_places.java_library().removesuffix("lib/server/libjvm.so"), "bin", "java")
    options = ["-XX:+UseSerialGC", "-XX:-UsePerfData", "-jar", _places.jar(), "compile"]
    if not any(each.partition("=")[0] == "--python" for each in arguments):
        options += ["--python", sys.executable]
    sys.stdout.flush()
    os.execv(java, [java, *options, *arguments])


# ---- what the compiler says ----


def _compiler():
    _service.wait()
    if _service.compiler() is None:
        raise Wrong(_service.state())
    from justjit import _commands

    return _commands


def _flag(arguments, name):
    found = name in arguments
    return found, [each for each in arguments if each != name]


def _one(arguments, what):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        raise Wrong(f"exactly one {what} is needed")
    return arguments[0]


def _explain(arguments):
    json, rest = _flag(arguments, "--json")
    target = _one(rest, "target")
    commands = _compiler()
    _print(commands.explain_json(target) if json else commands.explain(target))
    return 0


def _listing(arguments):
    isas = [each[6:] for each in arguments if each.startswith("--isa=")]
    runs = [each[6:] for each in arguments if each.startswith("--run=")]
    target = _one([each for each in arguments if not each.startswith(("--isa=", "--run="))], "target")
    _print(_compiler().listing(f"{isas[-1] if isas else ''} {target}\n{runs[-1] if runs else ''}"))
    return 0


def _opcodes(arguments):
    json, rest = _flag(arguments, "--json")
    if rest:
        raise Wrong(f"unknown argument {rest[0]}")
    _print(_compiler().opcodes("json" if json else "md"))
    return 0


# ---- this installation ----


def _doctor(arguments):
    if arguments:
        raise Wrong(f"unknown argument {arguments[0]}")
    from justjit import _status

    _service.wait()
    facts = {"justjit": __version__, "python": sys.version.replace("\n", " ")}
    facts["sys.executable"] = sys.executable
    facts |= _status.facts()
    works = _service.compiler() is not None
    if works:
        from justjit import _selftest

        facts["self-test"] = _selftest.run()
    _print("\n".join(f"{name}: {fact}" for name, fact in facts.items()))
    return 0 if works or _service.is_running_stored() and _places.blobs() else 2


def _install(arguments):
    import subprocess

    from justjit import _unpack

    if arguments:
        raise Wrong(f"unknown argument {arguments[0]}")
    folder = _unpack.install(_places.jar())
    # by the installation itself, whose jar is another file
    need = "from justjit import _archive; _archive.need()"
    subprocess.run([sys.executable, "-P", "-c", need], env=dict(_clean(), JUSTJIT="0"))
    _print(f"justjit: installed in {folder}")
    return 0


def _clean():
    return {name: value for name, value in os.environ.items() if name not in _OWN}


def _uninstall(arguments):
    from justjit import _unpack

    if arguments:
        raise Wrong(f"unknown argument {arguments[0]}")
    folder = _unpack.uninstall()
    _print(f"justjit: removed from {folder}" if folder else "justjit: was not installed here")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
