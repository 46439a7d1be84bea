"""Bits of ints by shifting and masking."""

GROUP = "ints"
SIZE = 100_000


def popcount(x):
    count = 0
    while x:
        count += x & 1
        x >>= 1
    return count


def main(n):
    t = 0
    for i in range(n):
        t += popcount(i)
    return t
