"""Calls with keyword arguments."""

GROUP = "calls"
SIZE = 1_000_000


def scale(value, factor, offset):
    return value * factor + offset


def main(n):
    t = 0
    for i in range(n):
        t = scale(i, offset=3, factor=2)
    return t
