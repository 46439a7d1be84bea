"""python3.13 -P -m justjit._codes PATH (-m MODULE | FILE | FOLDER) …: the functions that sources define, for
dev.justjit.ahead.CodeStream, on the standard output. Nothing is run: modules are found in the current folder and in
PATH, which is as PYTHONPATH would be, but this process imports nothing from there.

A function is its name and what its machine code is found by (`_stored.key`): that is all that this machine
code depends on.
"""

import os
import sys

from justjit import _begin, _block, _sources, _stored
from justjit._native import Library

_CO_OPTIMIZED = 1
_CO_NEWLOCALS = 2
_FUNCTION = _CO_OPTIMIZED | _CO_NEWLOCALS


def main(arguments, out):
    """Writes the stream."""
    out.write(b"JJC1")
    _write(out, sys.version.encode())
    _write(out, os.uname().machine.encode())
    for path in _files(arguments[1:], _folders(arguments[0]), out):
        try:
            code = _sources.compiled(path)
        except ValueError as error:
            _tell(out, str(error))
            continue
        for each in _sources.walk(code):
            # bodies of modules and of classes run once, in the interpreter
            if each.co_flags & _FUNCTION == _FUNCTION:
                out.write(b"F")
                _write(out, each.co_qualname.encode(errors="replace"))
                _write(out, _stored.key(each))
    out.write(b"E")


def _write(out, data):
    out.write(len(data).to_bytes(4))
    out.write(data)


def _tell(out, text):
    out.write(b"P")
    _write(out, text.encode(errors="replace"))


def _folders(path):
    """Where modules are found: as in a program that is started here, with that in PYTHONPATH."""
    own = path.split(os.pathsep) if path else []
    return [os.getcwd(), *map(os.path.abspath, own), *sys.path]


def _files(arguments, folders, out):
    """The source files of all targets; what is no target is told."""
    rest = list(arguments)
    while rest:
        target = rest.pop(0)
        try:
            if target == "-m":
                path = _sources.source_of_module(rest.pop(0), folders)
                is_package = os.path.basename(path) == "__init__.py"
                yield from _below(os.path.dirname(path) if is_package else path)
            else:
                yield from _below(target)
        except ValueError as error:
            _tell(out, str(error))


def _below(path):
    if not os.path.isdir(path):
        yield path
        return
    found = False
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(each for each in folders if each != "__pycache__" and each[0] != ".")
        for name in sorted(files):
            if name.endswith(".py"):
                found = True
                yield os.path.join(folder, name)
    if not found:
        raise ValueError(f"there is no Python file in {path}")


if __name__ == "__main__":
    reason = _begin.reason_against_python() or _block.difference(Library())
    if reason is not None:
        sys.exit(f"justjit: {reason}")
    with open(1, "wb", closefd=False) as stream:
        main(sys.argv[1:], stream)
