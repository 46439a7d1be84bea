"""Strings that grow by +=."""

GROUP = "strings"
SIZE = 2_000


def main(n):
    t = 0
    for _ in range(n):
        s = ""
        for _ in range(1_000):
            s += "x"
        t += len(s)
    return t
