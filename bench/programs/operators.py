"""Operators defined by a class."""

GROUP = "objects"
SIZE = 350_000


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        return Money(self.cents + other.cents)

    def __lt__(self, other):
        return self.cents < other.cents


def main(n):
    total = Money(0)
    limit = Money(1_000)
    one = Money(7)
    for _ in range(n):
        total = total + one if total < limit else one
    return total.cents
