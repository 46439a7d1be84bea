"""Generators that feed each other, and builtins that drain them."""

GROUP = "generators"
SIZE = 200_000


def count(n):
    for i in range(n):
        yield i


def keep_odd(source):
    for x in source:
        if x & 1:
            yield x


def square(source):
    for x in source:
        yield x * x


def main(n):
    squares = list(square(keep_odd(count(n))))
    return len(squares), max(x & 1023 for x in squares), ",".join(str(x) for x in squares[:50])
