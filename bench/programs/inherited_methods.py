"""Methods found in a base class, and super()."""

GROUP = "objects"
SIZE = 750_000


class Shape:
    def __init__(self, size):
        self.size = size

    def area(self):
        return self.size


class Square(Shape):
    def area(self):
        return super().area() * self.size


def main(n):
    shapes = [Shape(2), Square(3)]
    t = 0
    for i in range(n):
        t += shapes[i & 1].area()
    return t
