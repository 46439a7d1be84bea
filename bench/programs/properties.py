"""Reads of a property."""

GROUP = "objects"
SIZE = 1_500_000


class Circle:
    def __init__(self, r):
        self._r = r

    @property
    def r(self):
        return self._r


def main(n):
    c = Circle(2)
    t = 0
    for _ in range(n):
        t += c.r
    return t
