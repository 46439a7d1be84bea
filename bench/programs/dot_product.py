"""Floats out of two lists."""

GROUP = "floats"
SIZE = 1_500


def dot(a, b):
    s = 0.0
    for i in range(len(a)):
        s += a[i] * b[i]
    return s


def main(n):
    a = [i * 0.25 for i in range(1_500)]
    b = [1.0 / (i + 1) for i in range(1_500)]
    s = 0.0
    for _ in range(n):
        s += dot(a, b)
    return s
