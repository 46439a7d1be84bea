"""Files to which a run's code goes: checked before it begins, as dev.justjit.store.BlobFolder does."""

import os
import stat
import sys

from justjit import _service

_MAGIC = b"JJB1"


def reason_against(name):
    """Why a file with that name cannot be written, or is not to be; None if it can."""
    folder = os.path.dirname(os.path.abspath(name))
    try:
        found = os.stat(folder)
    except OSError:
        return f"there is no folder {folder}"
    if not stat.S_ISDIR(found.st_mode):
        return f"{folder} is no folder"
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        return "its folder belongs to another user, or others may write to it"
    if not os.access(folder, os.W_OK):
        return "its folder is read-only"
    return None if _may_be_replaced(name) else "it is there, and is no file of stored code"


def _may_be_replaced(name):
    try:
        if not stat.S_ISREG(os.lstat(name).st_mode):
            return False
        with open(name, "rb") as file:
            return file.read(len(_MAGIC)) in (b"", _MAGIC)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def drop_unusable():
    """JUSTJIT_RECORD is as good as not set where that file cannot be written, which is said before the program runs."""
    name = os.environ["JUSTJIT_RECORD"]
    reason = reason_against(name)
    if reason is not None:
        print(f"justjit: {name} cannot be written: {reason}", file=sys.stderr)
        del os.environ["JUSTJIT_RECORD"]


def require(name):
    """Ends the process with one line if it cannot be written: for the launcher."""
    reason = reason_against(name)
    if reason is not None:
        _service.say(f"justjit: {name} cannot be written: {reason}")
        sys.exit(2)
