"""Calls that leave arguments to their defaults."""

GROUP = "calls"
SIZE = 1_000_000


def step(value, by=1, *, limit=1_000):
    return value + by if value < limit else 0


def main(n):
    t = 0
    for _ in range(n):
        t = step(t)
    return t
