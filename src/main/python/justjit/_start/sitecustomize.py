"""Starts the compiler in a python3.13 that has this folder in PYTHONPATH: `justjit run` puts it there.

The folder leaves sys.path, where the package's place is added at the end, and the module that would
have had this name is run in place of this one. Children find the folder in their environment too.
"""


def _start():
    import sys

    folder = __file__.rpartition("/")[0]
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    place = folder.removesuffix("/justjit/_start")
    if place not in sys.path:
        sys.path.append(place)
    try:
        __import__("justjit")
    except Exception as error:
        if sys.stderr is not None:  # else print() takes stdout
            print(f"justjit: running interpreted: {error!r}", file=sys.stderr)


def _run_hidden():
    """Runs the other sitecustomize, if there is one."""
    import sys

    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import PathFinder

    spec = PathFinder.find_spec("sitecustomize")
    if spec is not None and spec.origin != __file__:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_start()
_run_hidden()
