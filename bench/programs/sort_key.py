"""Sorting with a key function."""

GROUP = "lists"
SIZE = 150


def main(n):
    items = [(i * 7919) % 10_007 for i in range(8_000)]
    t = 0
    for k in range(n // 2):
        ordered = sorted(items, key=lambda item: (item ^ k) & 1023)
        t += ordered[0]
    return t
