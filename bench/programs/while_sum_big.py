"""A while loop whose sum soon needs more than one 30-bit digit."""

GROUP = "ints"
SIZE = 1_500_000


def main(n):
    t = 0
    i = 0
    while i < n:
        t += i
        i += 1
    return t
