"""Joining parts made in a loop."""

GROUP = "strings"
SIZE = 450


def main(n):
    t = 0
    for _ in range(n):
        parts = []
        for i in range(2_000):
            parts.append(str(i))
        t += len(",".join(parts))
    return t
