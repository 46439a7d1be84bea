"""match with class patterns."""

GROUP = "control"
SIZE = 400_000


class Leaf:
    __match_args__ = ("value",)

    def __init__(self, value):
        self.value = value


class Node:
    __match_args__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def total(tree):
    match tree:
        case Leaf(value):
            return value
        case Node(left, right):
            return total(left) + total(right)
    return 0


def main(n):
    tree = Node(Node(Leaf(1), Leaf(2)), Node(Leaf(3), Node(Leaf(4), Leaf(5))))
    t = 0
    for _ in range(n // 10):
        t += total(tree)
    return t
