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
        if "justjit" not in sys.modules:
            _import_package(sys, place)
    except Exception as error:
        if sys.stderr is not None:  # else print() takes stdout
            print(f"justjit: running interpreted: {error!r}", file=sys.stderr)


def _import_package(sys, place):
    """As `import` would, without a look at the folders that are in sys.path before."""
    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import SourceFileLoader, spec_from_file_location

    if not isinstance(__loader__, SourceFileLoader):  # in the jar
        __import__("justjit")
        return
    package = f"{place}/justjit"
    spec = spec_from_file_location("justjit", f"{package}/__init__.py", submodule_search_locations=[package])
    sys.modules["justjit"] = module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules["justjit"]
        raise


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
