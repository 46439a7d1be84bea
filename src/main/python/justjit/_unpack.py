"""Copies of this package on disk: in the user's cache, so that a start reads no jar, and in an
installation of Python."""

import os
import shutil
import sys
import zipfile
import zlib

from justjit import _places

_PACKAGE = "justjit/"
_START = "justjit-start.pth"
# One line: where nothing is asked for, a start costs no import.
_START_LINE = (
    "import os; any(map(os.environ.get, ('JUSTJIT', 'JUSTJIT_BLOB', 'JUSTJIT_RECORD'))) and __import__('justjit')\n"
)
JAR = "justjit.jar"


def to_cache(jar):
    """The folder with a copy of the jar's package; it is made once for a jar.

    Raises ValueError when it cannot be written, or others could have written to it.
    """
    with zipfile.ZipFile(jar) as archive:
        entries = [each for each in archive.infolist() if _is_ours(each.filename)]
        print_of_all = zlib.crc32(repr([(e.filename, e.CRC) for e in entries]).encode())
        cache = _places.cache()
        folder = os.path.join(cache, f"python-{print_of_all:08x}")
        try:
            os.makedirs(cache, mode=0o700, exist_ok=True)
            reason = _places.reason_against(cache) or _places.reason_against(folder)
            if reason is not None:
                raise ValueError(reason)
            if not os.path.isdir(folder):
                _copy_to(archive, entries, folder)
        except OSError as error:
            text = f"{folder} cannot be written: {error.strerror}; set JUSTJIT_CACHE_DIR to a folder that can"
            raise ValueError(text) from None
    return folder


def _is_ours(name):
    return name.startswith(_PACKAGE) and name.endswith((".py", ".html")) and ".." not in name


def _copy_to(archive, entries, folder):
    """Under another name first, so that a folder that is there is whole."""
    temporary = f"{folder}.{os.getpid()}"
    try:
        os.mkdir(temporary, 0o700)
        for entry in entries:
            archive.extract(entry, temporary)
        _compile(temporary)
        os.rename(temporary, folder)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        if not os.path.isdir(folder):  # else another process was faster
            raise


def _compile(folder):
    """Bytecode is written now, also where programs are told to write none."""
    import compileall

    compileall.compile_dir(folder, quiet=2, invalidation_mode=_unchecked())


def _unchecked():
    import py_compile

    return py_compile.PycInvalidationMode.UNCHECKED_HASH


def install(jar):
    """Copies package and jar to this Python's site-packages; the folder.

    Raises ValueError with what to do when it cannot be written.
    """
    folder = _site_packages()
    if jar is None:
        raise ValueError("justjit.jar was not found: set JUSTJIT_JAR to it")
    target = os.path.join(folder, "justjit")
    new = f"{target}.new"
    try:
        shutil.rmtree(new, ignore_errors=True)
        _package(new)
        _compile(new)
        shutil.copy(jar, os.path.join(new, JAR))
        shutil.rmtree(target, ignore_errors=True)
        os.rename(new, target)
        with open(os.path.join(folder, _START), "w", encoding="utf-8") as file:
            file.write(_START_LINE)
    except OSError as error:
        text = f"{folder} cannot be written ({error.strerror}): use the Python of a venv"
        raise ValueError(text) from None
    return folder


def _site_packages():
    import sysconfig

    return sysconfig.get_path("purelib")


def _package(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    if os.path.isdir(here):
        shutil.copytree(here, folder, ignore=shutil.ignore_patterns("__pycache__", JAR))
        return
    shutil.copytree(os.path.join(to_cache(os.path.dirname(here)), "justjit"), folder)


def uninstall():
    """Removes what `install` has written; the folder, or None if nothing was there."""
    folder = _site_packages()
    target = os.path.join(folder, "justjit")
    start = os.path.join(folder, _START)
    if not os.path.exists(start) and not os.path.isdir(target):
        return None
    try:
        if os.path.exists(start):
            os.remove(start)
        if os.path.isdir(target):
            shutil.rmtree(target)
    except OSError as error:
        raise ValueError(f"{folder} cannot be written: {error.strerror}") from None
    sys.path_importer_cache.pop(folder, None)
    return folder
