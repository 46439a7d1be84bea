"""Points in the plane in two trees: a quadtree that splits its nodes, a k-d tree made of medians.

Both answer the same questions (what is in a rectangle, what is nearest, the k nearest), and their
answers are compared with each other.
"""

import heapq

POINTS = 1200
CAPACITY = 6


class Point:
    """A place with a number."""

    __slots__ = ("x", "y", "number")

    def __init__(self, x, y, number):
        self.x = x
        self.y = y
        self.number = number

    def squared_distance(self, x, y):
        dx = self.x - x
        dy = self.y - y
        return dx * dx + dy * dy

    def __repr__(self):
        return f"Point({self.x}, {self.y}, {self.number})"


class Rectangle:
    """Half open: the right and the upper border do not belong to it."""

    def __init__(self, left, bottom, right, top):
        self.left = left
        self.bottom = bottom
        self.right = right
        self.top = top

    def __contains__(self, point):
        return self.left <= point.x < self.right and self.bottom <= point.y < self.top

    def meets(self, other):
        return not (
            other.left >= self.right
            or other.right <= self.left
            or other.bottom >= self.top
            or other.top <= self.bottom
        )

    def quarters(self):
        x = (self.left + self.right) / 2
        y = (self.bottom + self.top) / 2
        return [
            Rectangle(self.left, self.bottom, x, y),
            Rectangle(x, self.bottom, self.right, y),
            Rectangle(self.left, y, x, self.top),
            Rectangle(x, y, self.right, self.top),
        ]

    def squared_distance(self, x, y):
        dx = max(self.left - x, 0, x - self.right)
        dy = max(self.bottom - y, 0, y - self.top)
        return dx * dx + dy * dy


class OutOfBounds(ValueError):
    """A point that does not belong into the tree."""


class QuadTree:
    """A node with up to CAPACITY points, or with four children."""

    def __init__(self, bounds, depth=0):
        self.bounds = bounds
        self.depth = depth
        self.points = []
        self.children = None

    def insert(self, point):
        if point not in self.bounds:
            raise OutOfBounds(point)
        node = self
        while node.children is not None:
            node = node.child_for(point)
        node.points.append(point)
        if len(node.points) > CAPACITY and node.depth < 20:
            node.split()

    def child_for(self, point):
        for child in self.children:
            if point in child.bounds:
                return child
        raise OutOfBounds(point)

    def split(self):
        self.children = [QuadTree(part, self.depth + 1) for part in self.bounds.quarters()]
        points, self.points = self.points, []
        for point in points:
            self.child_for(point).insert(point)

    def query(self, area):
        if not self.bounds.meets(area):
            return
        if self.children is None:
            for point in self.points:
                if point in area:
                    yield point
        else:
            for child in self.children:
                yield from child.query(area)

    def nearest(self, x, y, count=1):
        """The nearest points first: a heap has nodes and points in the order of their distance."""
        queue = [(self.bounds.squared_distance(x, y), 0, 0, self)]
        found = []
        pushed = 0
        while queue and len(found) < count:
            _, is_point, _, item = heapq.heappop(queue)
            if is_point:
                found.append(item)
            elif item.children is None:
                for point in item.points:
                    heapq.heappush(queue, (point.squared_distance(x, y), 1, point.number, point))
            else:
                for child in item.children:
                    pushed += 1
                    heapq.heappush(queue, (child.bounds.squared_distance(x, y), 0, pushed, child))
        return found

    def depths(self):
        if self.children is None:
            yield self.depth
        else:
            for child in self.children:
                yield from child.depths()


class KdNode:
    """A point, what lies before it and what lies behind it along one axis."""

    def __init__(self, point, axis, before, behind):
        self.point = point
        self.axis = axis
        self.before = before
        self.behind = behind


AXES = ("x", "y")


class KdTree:
    """All points are known at the start."""

    def __init__(self, points):
        self.root = self.build(list(points), 0)

    def build(self, points, axis):
        if not points:
            return None
        name = AXES[axis]
        points.sort(key=lambda point: getattr(point, name))
        middle = len(points) // 2
        while middle and getattr(points[middle - 1], name) == getattr(points[middle], name):
            middle -= 1
        before = self.build(points[:middle], 1 - axis)
        behind = self.build(points[middle + 1 :], 1 - axis)
        return KdNode(points[middle], axis, before, behind)

    def query(self, area):
        found = []
        pending = [self.root]
        while pending:
            node = pending.pop()
            if node is None:
                continue
            if node.point in area:
                found.append(node.point)
            if node.axis == 0:
                low, value, high = area.left, node.point.x, area.right
            else:
                low, value, high = area.bottom, node.point.y, area.top
            if low < value:
                pending.append(node.before)
            if value < high:
                pending.append(node.behind)
        return found

    def nearest(self, x, y, count=1):
        best = []  # the worst of the best is first: distances and numbers are negative
        self.search(self.root, x, y, count, best)
        return [point for _, _, point in sorted(best, reverse=True)]

    def search(self, node, x, y, count, best):
        if node is None:
            return
        point = node.point
        entry = (-point.squared_distance(x, y), -point.number, point)
        if len(best) < count:
            heapq.heappush(best, entry)
        elif entry > best[0]:
            heapq.heapreplace(best, entry)
        offset = x - point.x if node.axis == 0 else y - point.y
        near, far = (node.before, node.behind) if offset < 0 else (node.behind, node.before)
        self.search(near, x, y, count, best)
        if len(best) < count or offset * offset <= -best[0][0]:
            self.search(far, x, y, count, best)


def scatter(count, seed):
    """Points in clusters, all at different places."""
    state = seed
    seen = set()
    while len(seen) < count:
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        x = (state >> 4) % 997
        y = (state >> 14) % 991
        if state & 1:
            x, y = x // 5 + 300, y // 4 + 200
        if (x, y) not in seen:
            yield Point(x, y, len(seen))
            seen.add((x, y))


def areas():
    for left in range(0, 900, 200):
        for bottom in range(0, 900, 225):
            yield Rectangle(left, bottom, left + 150 + bottom // 8, bottom + 180)


def numbers(points):
    return [point.number for point in points]


def compare_areas(quad, tree):
    total = 0
    for area in areas():
        found = numbers(quad.query(area))
        if sorted(found) != sorted(numbers(tree.query(area))):
            raise AssertionError("the trees do not agree on an area")
        total += len(found)
    return total


def compare_nearest(quad, tree):
    digest = 0
    for turn in range(300):
        x = turn * 389 % 1000
        y = turn * turn * 7 % 1000
        count = 1 + turn % 5
        found = numbers(quad.nearest(x, y, count))
        if found != numbers(tree.nearest(x, y, count)):
            raise AssertionError("the trees do not agree on what is near")
        for number in found:
            digest = (digest * 31 + number) % 1000003
    return digest


def bench():
    points = list(scatter(POINTS, 99))
    quad = QuadTree(Rectangle(0, 0, 1000, 1000))
    for point in points:
        quad.insert(point)
    refused = 0
    for outside in (Point(1000, 5, -1), Point(5, -1, -2)):
        try:
            quad.insert(outside)
        except OutOfBounds:
            refused += 1
    tree = KdTree(points)
    depths = list(quad.depths())
    return (
        len(depths),
        max(depths),
        refused,
        compare_areas(quad, tree),
        compare_nearest(quad, tree),
    )


EXPECTED = (448, 7, 2, 785, 621085)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
