"""Calls of functions of a module."""

GROUP = "calls"
SIZE = 1_500_000

import math


def main(n):
    t = 0.0
    for i in range(n):
        t += math.sqrt(i)
    return t
