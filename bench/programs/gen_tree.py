"""Walks a binary tree by recursive generators."""

GROUP = "generators"
SIZE = 160_000


class Node:
    __slots__ = ("left", "right", "value")

    def __init__(self, value):
        self.value = value
        self.left = None
        self.right = None


def insert(node, value):
    while True:
        if value < node.value:
            if node.left is None:
                node.left = Node(value)
                return
            node = node.left
        else:
            if node.right is None:
                node.right = Node(value)
                return
            node = node.right


def walk(node):
    if node is not None:
        yield from walk(node.left)
        yield node.value
        yield from walk(node.right)


def main(n):
    root = Node(n * 331 % 10_007)
    value = 1
    for _ in range(n // 4):
        value = value * 331 % 10_007
        insert(root, value)
    total = 0
    for x in walk(root):
        total = (total * 3 + x) & 0xFFFFFF
    return total
