"""Shortest paths in a road network: Dijkstra and A* with heapq, all pairs, and a spanning tree."""

import heapq
from collections import defaultdict, deque

SIDE = 30
INFINITY = float("inf")


class NoPath(Exception):
    pass


class Graph:
    """A directed graph with weights, as a dict of dicts."""

    def __init__(self):
        self.edges = defaultdict(dict)
        self.positions = {}

    def add_node(self, node, position):
        self.positions[node] = position
        self.edges.setdefault(node, {})

    def add_road(self, one, other, weight, one_way=False):
        self.edges[one][other] = weight
        if not one_way:
            self.edges[other][one] = weight

    def neighbours(self, node):
        return self.edges[node].items()

    def __len__(self):
        return len(self.edges)

    def __iter__(self):
        return iter(self.edges)

    def all_roads(self):
        for node, targets in self.edges.items():
            for other, weight in targets.items():
                yield weight, node, other


def make_city(side, seed):
    """A grid of streets, some of them blocked or one-way, and a few motorways."""
    graph = Graph()
    state = seed
    for row in range(side):
        for column in range(side):
            graph.add_node(f"{row}-{column}", (row, column))
    for row in range(side):
        for column in range(side):
            for to_row, to_column in ((row, column + 1), (row + 1, column)):
                state = (state * 48271) % 2147483647
                if to_row < side and to_column < side and state % 7:
                    weight = 10 + state % 23
                    one_way = state % 5 == 0
                    graph.add_road(f"{row}-{column}", f"{to_row}-{to_column}", weight, one_way)
    for start in range(0, side - 6, 5):
        graph.add_road(f"{start}-{start}", f"{start + 5}-{start + 5}", 101)
    return graph


def dijkstra(graph, source):
    """Distances and predecessors of all nodes that can be reached."""
    distances = {source: 0}
    previous = {}
    done = set()
    heap = [(0, source)]
    while heap:
        distance, node = heapq.heappop(heap)
        if node in done:
            continue
        done.add(node)
        for other, weight in graph.neighbours(node):
            candidate = distance + weight
            if candidate < distances.get(other, INFINITY):
                distances[other] = candidate
                previous[other] = node
                heapq.heappush(heap, (candidate, other))
    return distances, previous


class AStar:
    """One search from a node to another, guided by the distance in the grid."""

    def __init__(self, graph, source, target):
        self.graph = graph
        self.source = source
        self.target = target
        self.goal = graph.positions[target]
        self.expanded = 0

    def estimate(self, node):
        row, column = self.graph.positions[node]
        return 10 * max(abs(row - self.goal[0]), abs(column - self.goal[1]))

    def search(self):
        open_nodes = [(self.estimate(self.source), 0, self.source, None)]
        came_from = {}
        best = {self.source: 0}
        while open_nodes:
            _, cost, node, parent = heapq.heappop(open_nodes)
            if node in came_from:
                continue
            came_from[node] = parent
            self.expanded += 1
            if node == self.target:
                return cost, walk_back(came_from, node)
            for other, weight in self.graph.neighbours(node):
                total = cost + weight
                if other not in came_from and total < best.get(other, INFINITY):
                    best[other] = total
                    heapq.heappush(open_nodes, (total + self.estimate(other), total, other, node))
        raise NoPath(f"{self.source} to {self.target}")


def walk_back(came_from, node):
    path = []
    while node is not None:
        path.append(node)
        node = came_from.get(node)
    return path[::-1]


def fewest_roads(graph, source):
    """Breadth first: the number of roads to each node."""
    steps = {source: 0}
    queue = deque([source])
    while queue:
        node = queue.popleft()
        for other, _ in graph.neighbours(node):
            if other not in steps:
                steps[other] = steps[node] + 1
                queue.append(other)
    return steps


class DisjointSets:
    def __init__(self, items):
        self.parents = {item: item for item in items}

    def find(self, item):
        root = item
        while self.parents[root] != root:
            root = self.parents[root]
        while self.parents[item] != root:
            self.parents[item], item = root, self.parents[item]
        return root

    def union(self, one, other):
        one, other = self.find(one), self.find(other)
        if one == other:
            return False
        self.parents[one] = other
        return True


def spanning_tree(graph):
    """Kruskal: the roads that connect everything at the least weight."""
    sets = DisjointSets(graph)
    return [road for road in sorted(graph.all_roads()) if sets.union(road[1], road[2])]


def all_pairs(graph, nodes):
    """Floyd and Warshall among some nodes, by roads through these only."""
    table = {a: {b: graph.edges[a].get(b, INFINITY) for b in nodes} for a in nodes}
    for node in nodes:
        table[node][node] = 0
    for middle in nodes:
        through = table[middle]
        for start in nodes:
            row = table[start]
            to_middle = row[middle]
            if to_middle == INFINITY:
                continue
            for end in nodes:
                length = to_middle + through[end]
                if length < row[end]:
                    row[end] = length
    return table


def trips(side):
    corners = (0, side // 3, side - 1)
    names = [f"{row}-{column}" for row in corners for column in corners]
    return [(a, b) for a in names for b in names if a < b]


def bench():
    graph = make_city(SIDE, 4711)
    distances, previous = dijkstra(graph, "0-0")
    longest = max(distances, key=lambda node: (distances[node], node))
    way = walk_back(previous, longest)
    lengths, expanded, lost = 0, 0, 0
    for source, target in trips(SIDE):
        search = AStar(graph, source, target)
        try:
            cost, path = search.search()
            lengths += cost + len(path)
        except NoPath:
            lost += 1
        expanded += search.expanded
    steps = fewest_roads(graph, "0-0")
    tree = spanning_tree(graph)
    table = all_pairs(graph, [f"{row}-{column}" for row in range(5) for column in range(5)])
    reached = [length for row in table.values() for length in row.values() if length < INFINITY]
    return (
        (len(distances), longest, distances[longest], way[:4]),
        (lengths, expanded, lost),
        (len(steps), max(steps.values())),
        (len(tree), sum(weight for weight, _, _ in tree)),
        (len(reached), sum(reached)),
    )


EXPECTED = (
    (895, "29-4", 687, ["0-0", "1-0", "1-1", "2-1"]),
    (18195, 15684, 3),
    (895, 30),
    (899, 15027),
    (515, 34766),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
