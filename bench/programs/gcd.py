"""Euclid's algorithm: remainder of ints."""

GROUP = "ints"
SIZE = 250_000


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def main(n):
    t = 0
    for i in range(1, n):
        t += gcd(i, 360_360)
    return t
