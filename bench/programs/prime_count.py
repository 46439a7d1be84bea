"""Primes counted by trial division in one function: two nested loops with break and else."""

GROUP = "ints"
SIZE = 70_000


def main(n):
    count = 0
    for i in range(2, n):
        d = 2
        while d * d <= i:
            if i % d == 0:
                break
            d += 1
        else:
            count += 1
    return count
