"""Source files, and the code objects in them. Nothing is run or imported."""

from types import CodeType


def source_of_module(name, path=None):
    """The source file of a module that may be in a package, found in these folders or, without any, in sys.path.

    Nothing is imported.
    """
    from importlib.machinery import PathFinder

    spec = None
    done = ""
    for part in name.split("."):
        done = f"{done}.{part}" if done else part
        spec = PathFinder.find_spec(done, path) if part.isidentifier() else None
        if spec is None:
            if _is_built_in(done):
                raise ValueError(f"module {done} is built in and has no Python source")
            raise ValueError(f"no such file or module: {name}")
        path = spec.submodule_search_locations or []
    if not spec.has_location or not str(spec.origin).endswith(".py"):
        raise ValueError(f"module {name} has no Python source")
    return spec.origin


def _is_built_in(name):
    from importlib.machinery import BuiltinImporter, FrozenImporter

    return bool(BuiltinImporter.find_spec(name) or FrozenImporter.find_spec(name))


def compiled(path):
    """The code object of a file. ValueError, with one line of text, when it cannot be read or compiled."""
    try:
        with open(path, "rb") as file:
            source = file.read()
        return compile(source, path, "exec", dont_inherit=True)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise ValueError(f"{path}{line}: {error.msg}") from None
    except (ValueError, MemoryError, RecursionError) as error:
        raise ValueError(f"{path}: {error}") from None


def walk(code):
    """The code object and those within it, in the order of the source."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from walk(constant)
