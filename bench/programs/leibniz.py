"""The series for pi: float division and addition."""

GROUP = "floats"
SIZE = 1_500_000


def main(n):
    total = 0.0
    sign = 1.0
    k = 1.0
    for _ in range(n):
        total += sign / k
        sign = -sign
        k += 2.0
    return 4.0 * total
