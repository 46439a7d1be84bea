"""The archive of class data, with which a JVM is there in half the time. It is only ever a help."""

import os
import subprocess
import sys

from justjit import _places


def need():
    """Make the archive for this Java and jar if there is none: once, in about two seconds."""
    file = _places.archive_file()
    if file is None or os.path.exists(file):
        return
    temporary = f"{file}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "justjit._selftest"],
            env=_environment(temporary),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if done.returncode == 0 and os.path.exists(temporary):
            os.replace(temporary, file)
    except OSError:
        return
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def _environment(file):
    place = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    options = f"-Xlog:disable -XX:ArchiveClassesAtExit={file} -Djustjit.archive=true"
    return dict(
        os.environ,
        JUSTJIT="hot",
        JUSTJIT_WAIT="1",
        JUSTJIT_OPTIMIZER="",
        JUSTJIT_JVM_OPTIONS=options,
        JUSTJIT_BLOB="",
        JUSTJIT_RECORD="",
        JUSTJIT_REPORT="",
        JUSTJIT_TOP="",
        PYTHONPATH=place,
    )
