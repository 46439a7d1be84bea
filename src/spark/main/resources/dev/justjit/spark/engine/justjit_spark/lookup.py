"""Finds the functions that texts define or name."""

import ast
import base64
import hashlib
import importlib
import linecache
import os
import sys
import tempfile
import threading
import types

# Tasks of several threads may want one text at the same time.
LOADING = threading.RLock()
UNPACKED = {}


def find(code, name, folder, files):
    """The function of a text: "module:name", an expression, or statements that define it. Returns "module:name".

    folder: where modules are too, and files can be written; files: contents in Base64, by names.
    """
    for path in [folder, *(unpacked(folder, *each) for each in files.items())]:
        if path not in sys.path:
            sys.path.append(path)
    head, colon, tail = code.strip().partition(":")
    if colon and all(map(str.isidentifier, head.split(".") + tail.split("."))):
        importlib.invalidate_caches()
        importlib.import_module(head)
        return code.strip()
    module = "justjit_spark_" + hashlib.sha256(code.encode()).hexdigest()[:16]
    with LOADING:
        if module not in sys.modules:
            load(code, module)
    return module + ":" + chosen(sys.modules[module], name)


def unpacked(folder, name, content):
    """What Python imports from: the folder of a module, or an archive. Written once in this process."""
    with LOADING:
        if (name, content) not in UNPACKED:
            own = tempfile.mkdtemp(prefix="justjit-", dir=folder)
            path = os.path.join(own, name)
            with open(path, "wb") as file:
                file.write(base64.b64decode(content))
            UNPACKED[name, content] = own if name.endswith(".py") else path
        return UNPACKED[name, content]


def load(code, name):
    """Runs a text as a module of its own, whose lines tracebacks can show."""
    file = f"<{name}>"
    module = types.ModuleType(name)
    module.__file__ = file
    linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    tree = expression(code.strip(), file)
    sys.modules[name] = module
    try:
        if tree is not None:
            module.value = eval(tree, module.__dict__)
            module.__justjit_last__ = "value"
        else:
            exec(compile(code, file, "exec"), module.__dict__)
            names = [each.name for each in ast.parse(code).body if isinstance(each, (ast.FunctionDef, ast.ClassDef))]
            module.__justjit_last__ = names[-1] if names else None
    except BaseException:
        del sys.modules[name]
        raise


def expression(code, file):
    """Its code object, or None if it is none."""
    try:
        return compile(code, file, "eval")
    except SyntaxError:
        return None


def chosen(module, name):
    """The function with the name, or else the last one that the text defines."""
    if callable(getattr(module, name, None)):
        return name
    if module.__justjit_last__ is None:
        raise ValueError("the text defines no function")
    return module.__justjit_last__


def resolve(path):
    module, _, names = path.partition(":")
    value = importlib.import_module(module)
    for name in names.split("."):
        value = getattr(value, name)
    return value
