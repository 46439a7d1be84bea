"""Primes by trial division."""

GROUP = "ints"
SIZE = 100_000


def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def main(n):
    count = 0
    for i in range(n):
        if is_prime(i):
            count += 1
    return count
