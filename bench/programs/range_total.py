"""The plain sum over a range."""

GROUP = "ints"
SIZE = 2_000_000


def main(n):
    total = 0
    for i in range(n):
        total += i
    return total
