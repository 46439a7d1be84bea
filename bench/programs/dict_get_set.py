"""Stores and loads of dict items with int keys."""

GROUP = "dicts"
SIZE = 1_500_000


def main(n):
    d = {}
    t = 0
    for i in range(n):
        d[i & 255] = i
        t = d.get(i & 127, 0)
    return t
