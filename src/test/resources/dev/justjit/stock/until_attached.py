"""Runs until the compiler has come by itself and compiled what is hot."""

import sys
import time

import justjit


def hot(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def main():
    limit = time.monotonic() + 50
    while time.monotonic() < limit and not justjit.is_compiled(hot):
        hot(50)
    print(hot(10), justjit.is_compiled(hot), justjit.status())
    print(justjit.explain(hot)["compiled"], justjit.stats()["failures"])


main()
sys.exit(7)
