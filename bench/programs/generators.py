"""A generator in a for loop, and a generator expression in sum()."""

GROUP = "calls"
SIZE = 950_000


def numbers(n):
    for i in range(n):
        yield i & 7


def main(n):
    t = 0
    for k in numbers(n):
        t += k
    return t + sum(k & 3 for k in range(n))
