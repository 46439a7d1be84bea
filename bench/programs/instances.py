"""Creation of objects with an __init__."""

GROUP = "objects"
SIZE = 850_000


class Pair:
    def __init__(self, a, b):
        self.a = a
        self.b = b


def main(n):
    t = 0
    for i in range(n):
        t = Pair(i, t).a
    return t
