"""A chain of yield from, five generators deep."""

GROUP = "generators"
SIZE = 400_000


def source(n):
    for i in range(n):
        yield i


def one(n):
    yield from source(n)


def two(n):
    yield from one(n)


def three(n):
    yield from two(n)


def four(n):
    yield from three(n)


def main(n):
    total = 0
    for x in four(n):
        total = (total + x) & 0xFFFF
    return total
