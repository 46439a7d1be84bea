"""Ends in the way that the first argument names, with the compiler attached."""

import faulthandler
import os
import signal
import sys

how = sys.argv[1]
if how == "fault-before":
    faulthandler.enable()

from justjit import _service

_service.wait()
assert _service.compiler() is not None, _service.state()
if how == "fault-after":
    faulthandler.enable()
    assert faulthandler.is_enabled()
if how == "fault-disabled":
    faulthandler.enable()
    faulthandler.disable()
print(how, flush=True)
if how == "exit":
    sys.exit("a message")
if how == "_exit":
    os._exit(9)
if how == "error":
    raise ValueError("of the program")
if how in ("SIGINT", "SIGTERM", "SIGUSR2", "SIGSEGV", "SIGQUIT", "SIGBUS"):
    os.kill(os.getpid(), getattr(signal, how))
if how == "SIGPIPE":
    reader, writer = os.pipe()
    os.close(reader)
    try:
        os.write(writer, b"x")
    except BrokenPipeError as error:
        print("broken", error.errno)
    sys.exit(4)
if how == "handled":
    signal.signal(signal.SIGUSR2, lambda number, frame: print("got", number))
    os.kill(os.getpid(), signal.SIGUSR2)
    sys.exit(5)
if how == "exec":
    os.execv(sys.executable, [sys.executable, "-c", "print('new'); raise SystemExit(6)"])
import _ctypes


class Word(_ctypes._SimpleCData):
    _type_ = "L"


Word.from_address(8).value
