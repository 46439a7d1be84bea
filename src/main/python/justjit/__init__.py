"""Machine code for Python functions, made by the JustJIT compiler.

    from justjit import jit

    @jit
    def total(n):
        s = 0
        for i in range(n):
            s += i
        return s

A program that was started with ``justjit run`` has the compiler in its process, or will have it soon.
In any other CPython 3.13 the compiler is started when something of this package needs it, if there is a
Java. Where there is none, in any other Python, and with ``--jit=off``, this package works too and
compiles nothing: `jit` returns functions unchanged, `is_compiled` is False, and `compile_function` raises
`NotCompilable`. `status` says which it is. Results never depend on whether a function is compiled.
"""

__version__ = "0.1.0"
__all__ = [
    "JitWarning",
    "NotCompilable",
    "compile_coroutine",
    "compile_function",
    "compile_generator",
    "disable",
    "enable",
    "explain",
    "is_compiled",
    "jit",
    "opcodes",
    "report",
    "stats",
    "status",
    "verify_report",
]

# A start that is asked for more than "compile what is hot" reads the whole service at once.
_MORE = (
    "JUSTJIT_RECORD",
    "JUSTJIT_BLOB",
    "JUSTJIT_STATS",
    "JUSTJIT_REPORT",
    "JUSTJIT_TOP",
    "JUSTJIT_WAIT",
    "JUSTJIT_THRESHOLD",
    "JUSTJIT_START_MILLIS",
)


def __getattr__(name):
    """What is in `_api`, and modules by their names: most programs use nothing of it."""
    if name in __all__:
        from justjit import _api

        globals().update((each, getattr(_api, each)) for each in __all__)
        return globals()[name]
    if name in ("_service", "_places"):
        from _frozen_importlib import _gcd_import

        return _gcd_import(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__})


def _from_environment():
    """What the environment asks for, at the start, mostly."""
    import os
    import sys

    if "_justjit" in sys.modules:
        return
    mode = os.environ.get("JUSTJIT", "")
    if any(map(os.environ.get, _MORE)) or mode not in ("", "0", "off", "decorated", "hot"):
        from justjit import _service

        _service.from_environment()
    elif mode == "hot":
        _module("_begin").start()


def _module(name):
    """A module of the package at the start: as `import` would, without a look at what else is in its folder."""
    import sys
    from _frozen_importlib import _gcd_import, module_from_spec
    from _frozen_importlib_external import SourceFileLoader, spec_from_file_location

    whole = f"{__name__}.{name}"
    if whole in sys.modules or not isinstance(__loader__, SourceFileLoader):
        return _gcd_import(whole)
    spec = spec_from_file_location(whole, f"{__path__[0]}/{name}.py")
    sys.modules[whole] = module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[whole]
        raise
    globals()[name] = module
    return module


_from_environment()
