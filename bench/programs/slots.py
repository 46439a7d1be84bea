"""Objects with __slots__."""

GROUP = "objects"
SIZE = 3_500_000


class Cell:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def main(n):
    c = Cell(0, 1)
    for i in range(n):
        c.left = c.right
        c.right = i
    return c.left, c.right
