"""An audit hook of the program forbids what attaching needs: it stays interpreted, without a word."""

import sys

import justjit
import justjit._host  # running a module is an event, too
from justjit import _begin, _service


def hook(event, arguments):
    if forbidding and event in ("compile", "exec"):
        raise RuntimeError("forbidden")


_begin.prepare()
forbidding = True
sys.addaudithook(hook)
_service.wait()
forbidding = False
print(justjit.status())
