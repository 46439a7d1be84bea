"""Loads and stores of attributes of one object."""

GROUP = "objects"
SIZE = 3_500_000


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def main(n):
    p = Point(0, 1)
    for i in range(n):
        p.x = p.y
        p.y = i
    return p.x, p.y
