"""Calls of closures that read and write cells."""

GROUP = "calls"
SIZE = 1_500_000


def make():
    count = 0

    def bump(k):
        nonlocal count
        count += k
        return count

    return bump


def main(n):
    bump = make()
    t = 0
    for i in range(n):
        t = bump(i & 3)
    return t
