"""A while loop whose sum is masked, so that it stays a one-digit int."""

GROUP = "ints"
SIZE = 1_500_000


def main(n):
    t = 0
    i = 0
    while i < n:
        t = (t + i) & 0xFFFF
        i += 1
    return t
