"""A B-tree as an index of records: insertion, deletion, search, ranges, and checks of its shape."""

from bisect import bisect_left, bisect_right

ORDER = 4


class Node:
    """Sorted keys with their values, and children between them unless it is a leaf."""

    __slots__ = ("keys", "values", "children")

    def __init__(self, keys=(), values=(), children=()):
        self.keys = list(keys)
        self.values = list(values)
        self.children = list(children)

    @property
    def leaf(self):
        return not self.children

    @property
    def full(self):
        return len(self.keys) == 2 * ORDER - 1

    def find(self, key):
        """The place of a key, or of the child that would have it, and whether it is there."""
        index = bisect_left(self.keys, key)
        return index, index < len(self.keys) and self.keys[index] == key

    def split_child(self, index):
        child = self.children[index]
        right = Node(child.keys[ORDER:], child.values[ORDER:], child.children[ORDER:])
        self.keys.insert(index, child.keys[ORDER - 1])
        self.values.insert(index, child.values[ORDER - 1])
        self.children.insert(index + 1, right)
        del child.keys[ORDER - 1 :], child.values[ORDER - 1 :], child.children[ORDER:]

    def merge_children(self, index):
        """Joins two neighbours with the key between them."""
        left, right = self.children[index], self.children.pop(index + 1)
        left.keys += [self.keys.pop(index), *right.keys]
        left.values += [self.values.pop(index), *right.values]
        left.children += right.children
        return left

    def take_from_left(self, index):
        child, left = self.children[index], self.children[index - 1]
        child.keys.insert(0, self.keys[index - 1])
        child.values.insert(0, self.values[index - 1])
        self.keys[index - 1] = left.keys.pop()
        self.values[index - 1] = left.values.pop()
        if not left.leaf:
            child.children.insert(0, left.children.pop())

    def take_from_right(self, index):
        child, right = self.children[index], self.children[index + 1]
        child.keys.append(self.keys[index])
        child.values.append(self.values[index])
        self.keys[index] = right.keys.pop(0)
        self.values[index] = right.values.pop(0)
        if not right.leaf:
            child.children.append(right.children.pop(0))


class BTree:
    """A mapping with sorted keys."""

    def __init__(self, items=()):
        self.root = Node()
        self.size = 0
        for key, value in items:
            self[key] = value

    def __len__(self):
        return self.size

    def __bool__(self):
        return self.size > 0

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def __getitem__(self, key):
        node = self.root
        while True:
            index, found = node.find(key)
            if found:
                return node.values[index]
            if node.leaf:
                raise KeyError(key)
            node = node.children[index]

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __setitem__(self, key, value):
        if self.root.full:
            self.root = Node(children=[self.root])
            self.root.split_child(0)
        node = self.root
        while True:
            index, found = node.find(key)
            if found:
                node.values[index] = value
                return
            if node.leaf:
                break
            if node.children[index].full:
                node.split_child(index)
            else:
                node = node.children[index]
        node.keys.insert(index, key)
        node.values.insert(index, value)
        self.size += 1

    def __delitem__(self, key):
        self.remove(self.root, key)
        self.size -= 1
        if not self.root.keys and self.root.children:
            self.root = self.root.children[0]

    def remove(self, node, key):
        index, found = node.find(key)
        if node.leaf:
            if not found:
                raise KeyError(key)
            del node.keys[index], node.values[index]
        elif found:
            self.remove_inner(node, index, key)
        else:
            self.remove(self.prepared(node, index), key)

    def remove_inner(self, node, index, key):
        left, right = node.children[index], node.children[index + 1]
        if len(left.keys) >= ORDER:
            node.keys[index], node.values[index] = last_item(left)
            self.remove(left, node.keys[index])
        elif len(right.keys) >= ORDER:
            node.keys[index], node.values[index] = first_item(right)
            self.remove(right, node.keys[index])
        else:
            self.remove(node.merge_children(index), key)

    @staticmethod
    def prepared(node, index):
        """The child, with one key more than it must have, so that one can be taken."""
        child = node.children[index]
        if len(child.keys) >= ORDER:
            return child
        if index > 0 and len(node.children[index - 1].keys) >= ORDER:
            node.take_from_left(index)
        elif index < len(node.keys) and len(node.children[index + 1].keys) >= ORDER:
            node.take_from_right(index)
        else:
            child = node.merge_children(index if index < len(node.keys) else index - 1)
        return child

    def items(self):
        yield from walk(self.root)

    def __iter__(self):
        for key, _ in self.items():
            yield key

    def range(self, low, high):
        """Items with low <= key < high, in order."""
        yield from walk_range(self.root, low, high)

    def depth(self):
        depth, node = 1, self.root
        while not node.leaf:
            depth, node = depth + 1, node.children[0]
        return depth


def first_item(node):
    while not node.leaf:
        node = node.children[0]
    return node.keys[0], node.values[0]


def last_item(node):
    while not node.leaf:
        node = node.children[-1]
    return node.keys[-1], node.values[-1]


def walk(node):
    if node.leaf:
        yield from zip(node.keys, node.values)
        return
    for child, key, value in zip(node.children, node.keys, node.values):
        yield from walk(child)
        yield key, value
    yield from walk(node.children[-1])


def walk_range(node, low, high):
    start, end = bisect_left(node.keys, low), bisect_right(node.keys, high)
    for index in range(start, end + 1):
        if not node.leaf:
            yield from walk_range(node.children[index], low, high)
        if index < len(node.keys) and low <= node.keys[index] < high:
            yield node.keys[index], node.values[index]


def check(node, root=True):
    """The depth of the subtree, if the rules of a B-tree hold in it."""
    if node.keys != sorted(node.keys) or len(node.keys) != len(node.values):
        raise AssertionError("keys are not sorted")
    if not root and not ORDER - 1 <= len(node.keys) <= 2 * ORDER - 1:
        raise AssertionError("a node has too few or too many keys")
    if node.leaf:
        return 1
    if len(node.children) != len(node.keys) + 1:
        raise AssertionError("wrong number of children")
    depths = {check(child, root=False) for child in node.children}
    (depth,) = depths
    return depth + 1


def numbers(count, seed):
    for _ in range(count):
        seed = (seed * 69621) % 2147483647
        yield seed % 10_000


def bench():
    tree = BTree((key, f"row {key}") for key in numbers(2_500, 3))
    model = {key: f"row {key}" for key in numbers(2_500, 3)}
    depth = check(tree.root)
    sizes = [len(tree)]
    found = sum(tree.get(key) is not None for key in range(0, 10_000, 13))
    missing = 0
    for key in numbers(1_600, 77):
        if key in tree:
            del tree[key], model[key]
        else:
            missing += 1
        try:
            other = (key * 7) % 10_000
            del tree[other]
            del model[other]
        except KeyError:
            tree[other] = model[other] = f"new {other}"
    sizes.append(len(tree))
    check(tree.root)
    if list(tree.items()) != sorted(model.items()):
        raise AssertionError("tree and dict differ")
    ranges = [sum(1 for _ in tree.range(low, low + 700)) for low in range(0, 10_000, 500)]
    return sizes, depth, tree.depth(), found, missing, ranges, next(tree.range(5_000, 6_000))


EXPECTED = (
    [2221, 2640],
    5,
    5,
    163,
    1215,
    [
        189,
        179,
        180,
        176,
        177,
        183,
        212,
        185,
        181,
        187,
        192,
        178,
        186,
        193,
        192,
        174,
        178,
        184,
        171,
        128,
    ],
    (5003, "new 5003"),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
