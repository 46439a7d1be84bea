"""Signals that come while stored code is looked for: their handlers run after it, and raise in the program."""

import os
import signal
import time
import traceback

from justjit import _places, _service

looked = []


class OfTheProgram(OSError):
    pass


def handles(number, frame):
    raise OfTheProgram


def interrupted():
    """In the place of what `_service._serve` asks: no stored code."""
    if _service._host is not None:
        looked.append(True)
        os.kill(os.getpid(), signal.SIGUSR1)
        for _ in range(1000):
            pass
    return not looked


def told(call):
    try:
        call()
    except OfTheProgram as error:
        names = {each.name for each in traceback.extract_tb(error.__traceback__)}
        print(repr(error), sorted(names & set(globals())), bool(looked), _service._stored_problem)
    looked.clear()


def waits():
    end = time.process_time() + 20
    while time.process_time() < end and not looked:
        pass


def deep():
    try:
        deep()
    except RecursionError:
        _service._host.call_now()


signal.signal(signal.SIGUSR1, handles)
_places.uses_stored = interrupted
_service.compile_hot(1, 1)
told(waits)
told(_service.wait)
told(deep)
