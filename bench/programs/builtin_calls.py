"""Calls of isinstance, len, abs, min and ord."""

GROUP = "calls"
SIZE = 400_000


def main(n):
    items = [1, "a", 2.0]
    t = 0
    for i in range(n):
        if isinstance(items[i % 3], int):
            t += len(items)
        t += abs(-i) - min(i, 5) + ord("a")
    return t
