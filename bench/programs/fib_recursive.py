"""Fibonacci numbers by recursion: calls of a global function."""

GROUP = "calls"
SIZE = 30


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def main(n):
    return fib(n)
