"""A linear congruential generator: products of more than one digit."""

GROUP = "ints"
SIZE = 700_000


def main(n):
    x = 12345
    i = 0
    while i < n:
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        i += 1
    return x
