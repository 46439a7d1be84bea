"""A tool sees what it sees without a compiler, while that attaches."""

import sys
import time

import justjit

seen = set()


def tracer(frame, event, argument):
    seen.add((frame.f_code.co_filename.rpartition("/")[2], frame.f_code.co_name, event))
    return tracer


def work(n):
    total = 0
    for i in range(n):
        total += i
    return total


sys.settrace(tracer)
limit = time.monotonic() + 50
while time.monotonic() < limit and "_justjit" not in sys.modules:
    work(100)
sys.settrace(None)
print(sorted(each for each in seen if each[0] not in ("_service.py", "<frozen posixpath>")))
print(justjit.status())
