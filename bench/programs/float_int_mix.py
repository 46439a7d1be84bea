"""Floats and ints in one expression."""

GROUP = "floats"
SIZE = 1_000_000


def main(n):
    total = 0.0
    for i in range(n):
        total += i * 0.5
        total -= total / 3
    return total
