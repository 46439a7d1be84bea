"""Forks before, while and after the compiler comes."""

import os
import sys
import time
import warnings

import justjit
from justjit import _service

warnings.simplefilter("error")


def work(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def child(when):
    pid = os.fork()
    if pid == 0:
        limit = time.monotonic() + 0.1
        result = 0
        while time.monotonic() < limit:
            result = work(1000)
        print(when, result, flush=True)
        sys.exit(3)
    print(when, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


child("early")
for moment in range(5):
    limit = time.monotonic() + 0.06
    while time.monotonic() < limit:
        work(1000)
    child(moment)
_service.wait()
child("late")
print(justjit.status())
