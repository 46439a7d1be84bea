"""Recursion ends by Python's own limits, also while the compiler attaches."""

import sys
import threading

from justjit import _service


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def in_c(n):
    return list(map(in_c, [n + 1]))


def in_python(n):
    return in_python(n + 1) + 1


def all_ways(times):
    for way in (lambda: Endless().y, lambda: in_c(0), lambda: in_python(0)):
        for _ in range(times):
            try:
                print(way())
            except RecursionError as error:
                text = str(error)
        print(text)


all_ways(60)
_service.wait()
all_ways(20)
sys.setrecursionlimit(40000)
all_ways(3)
threading.stack_size(128 * 1024)
thread = threading.Thread(target=lambda: print(sum(i * i for i in range(100000))))
thread.start()
thread.join()
print(_service.compiler() is not None)
