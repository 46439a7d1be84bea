"""Fibonacci numbers by a loop: swaps of ints in one tuple assignment."""

GROUP = "ints"
SIZE = 80_000


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def main(n):
    t = 0
    for _ in range(n):
        t += fib(40) & 0xFF
    return t
