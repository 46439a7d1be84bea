"""A for loop over a generator with integer work in both bodies."""

GROUP = "generators"
SIZE = 500_000


def numbers(n):
    i = 0
    while i < n:
        yield i * 3 + 1
        i += 1


def main(n):
    total = 0
    for x in numbers(n):
        total = (total + x * 5) & 0xFFFFFF
    return total
