"""Calls of a global function with positional arguments."""

GROUP = "calls"
SIZE = 1_000_000


def add(a, b, c):
    return a + b - c


def main(n):
    t = 0
    for i in range(n):
        t = add(t, i, t)
    return t
