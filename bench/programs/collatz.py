"""Collatz chains: division and parity of ints."""

GROUP = "ints"
SIZE = 15_000


def chain(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def main(n):
    best = 0
    for i in range(1, n):
        steps = chain(i)
        if steps > best:
            best = steps
    return best
