"""Tuple packing, unpacking and swaps."""

GROUP = "tuples"
SIZE = 1_500_000


def pair(a, b):
    return a, b


def main(n):
    a, b, c = 1, 2, 3
    for _ in range(n):
        a, b, c = b, c, a
        x, y = pair(a, b)
        a, b = y, x
    return a, b, c
