"""Methods that call methods."""

GROUP = "objects"
SIZE = 1_000_000


class Vector:
    def __init__(self, x):
        self.x = x

    def value(self):
        return self.x

    def plus(self, k):
        return self.value() + k


def main(n):
    v = Vector(3)
    t = 0
    for i in range(n):
        t = v.plus(i)
    return t
