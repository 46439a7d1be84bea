"""Functions of several kinds, called often; then what tools, forks and an end of them see of stored code."""

import asyncio
import os
import sys
import time

import justjit


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    @property
    def sum(self):
        return self.x + self.y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def text(self, mark="/"):
        return f"{self.x}{mark}{self.y}"


def doubled(n):
    for i in range(n):
        yield 2 * i


async def waits(n):
    await asyncio.sleep(0)
    return n + 1


async def gathers(n):
    return sum([await waits(i) for i in range(n)])


def numbers(n):
    total = 0.5
    for i in range(n):
        total += i * i % 7
    return total


def failing(n):
    try:
        return 1 // n
    except ZeroDivisionError as error:
        return str(error)


def work(n):
    point = Point(0, 0)
    for i in doubled(n):
        point = point + Point(i, str(i).count("1"))
    return point.sum, point.text(), numbers(n), failing(n % 2), len({str(i): i for i in range(n)})


def rounds():
    return [work(n % 9) for n in range(400)][-1], asyncio.run(gathers(50))


def events(switch_on, switch_off, seen):
    switch_on()
    try:
        work(3)
    finally:
        switch_off()
    return len(seen), seen[:6], seen[-3:]


def traced():
    seen = []

    def trace(frame, event, argument):
        seen.append((frame.f_code.co_name, event))
        return trace

    return events(lambda: sys.settrace(trace), lambda: sys.settrace(None), seen)


def monitored():
    seen = []
    tool, event = sys.monitoring.PROFILER_ID, sys.monitoring.events.PY_START

    def on():
        sys.monitoring.use_tool_id(tool, "test")
        sys.monitoring.register_callback(tool, event, lambda code, at: seen.append(code.co_name))
        sys.monitoring.set_events(tool, event)

    def off():
        sys.monitoring.set_events(tool, 0)
        sys.monitoring.free_tool_id(tool)

    return events(on, off, seen)


def in_child():
    child = os.fork()
    if child == 0:
        result = rounds()
        os._exit(0 if result == rounds() else 1)
    return os.waitpid(child, 0)[1]


end = time.thread_time() + float(os.environ.get("SECONDS_OF_WORK", "0"))
print(rounds())
while time.thread_time() < end:
    rounds()
if os.environ.get("TELL"):
    kinds = work, numbers, doubled, failing, Point.__init__, Point.__add__, Point.text
    print([each.__name__ for each in kinds if not justjit.is_compiled(each)], file=sys.stderr)
    print(justjit.status(), file=sys.stderr)
print(in_child())
print(traced() if sys.argv[1] == "trace" else monitored())
print(rounds())
