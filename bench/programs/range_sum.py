"""A for loop over a range with a sum of one digit."""

GROUP = "ints"
SIZE = 2_000_000


def main(n):
    t = 0
    for i in range(n):
        t = (t ^ i) & 0xFFFFF
    return t
