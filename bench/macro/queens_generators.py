"""The n queens problem with generators, in four classic ways, and what solutions have in common."""

from itertools import permutations

SIZE = 6
LARGE = 8


def backtracking(size):
    """Solutions as tuples of columns, one row after the other."""

    def place(columns):
        row = len(columns)
        if row == size:
            yield tuple(columns)
            return
        for column in range(size):
            if all(safe(row - i, column, other) for i, other in enumerate(columns)):
                columns.append(column)
                yield from place(columns)
                columns.pop()

    return place([])


def safe(distance, column, other):
    return column != other and abs(column - other) != distance


def with_sets(size, row=0, columns=frozenset(), rising=frozenset(), falling=frozenset()):
    """The same by sets of what is attacked, with a new tuple for each row."""
    if row == size:
        yield ()
        return
    for column in range(size):
        if column not in columns and row + column not in rising and row - column not in falling:
            rest = with_sets(
                size, row + 1, columns | {column}, rising | {row + column}, falling | {row - column}
            )
            for tail in rest:
                yield (column,) + tail


def by_permutations(size):
    """Permutations whose diagonals are all different."""
    for columns in permutations(range(size)):
        rising = {column + row for row, column in enumerate(columns)}
        if len(rising) == size:
            falling = {column - row for row, column in enumerate(columns)}
            if len(falling) == size:
                yield columns


class Square:
    """A queen in a column of her own, who asks her neighbour to the left: a chain of generators."""

    def __init__(self, column, size, neighbour=None):
        self.column = column
        self.size = size
        self.neighbour = neighbour
        self.row = None

    def positions(self):
        """Moves this queen through all rows that fit each arrangement of those to the left."""
        arrangements = self.neighbour.positions() if self.neighbour else iter([None])
        for _ in arrangements:
            for self.row in range(self.size):
                if self.neighbour is None or not self.neighbour.attacks(self.row, self.column):
                    yield self.row

    def attacks(self, row, column):
        if row == self.row or abs(row - self.row) == column - self.column:
            return True
        return self.neighbour is not None and self.neighbour.attacks(row, column)

    def rows(self):
        if self.neighbour is not None:
            yield from self.neighbour.rows()
        yield self.row


def by_neighbours(size):
    queen = None
    for column in range(size):
        queen = Square(column, size, queen)
    for _ in queen.positions():
        yield tuple(queen.rows())


def turned(solution):
    size = len(solution)
    result = [0] * size
    for row, column in enumerate(solution):
        result[column] = size - 1 - row
    return tuple(result)


def mirrored(solution):
    return tuple(reversed(solution))


def symmetric(solution):
    """All eight forms of a solution."""
    for _ in range(4):
        yield solution
        yield mirrored(solution)
        solution = turned(solution)


def fundamental(solutions):
    """Those solutions that are not a turned or mirrored form of an earlier one."""
    seen = set()
    for solution in solutions:
        if solution not in seen:
            seen.update(symmetric(solution))
            yield solution


def drawing(solution):
    for column in solution:
        yield " ".join("Q" if i == column else "." for i in range(len(solution)))


def take(count, iterable):
    return [item for _, item in zip(range(count), iterable)]


def bench():
    ways = [backtracking(SIZE), with_sets(SIZE), by_permutations(SIZE), by_neighbours(SIZE)]
    found = [list(way) for way in ways]
    if any(solutions != found[0] for solutions in found[1:]):
        raise AssertionError("the ways find different solutions")
    different = list(fundamental(found[0]))
    large = list(backtracking(LARGE))
    if not large == list(with_sets(LARGE)) == list(by_neighbours(LARGE)):
        raise AssertionError("the ways find different large solutions")
    different.extend(fundamental(large))
    first = take(2, backtracking(LARGE + 1))
    board = "\n".join(drawing(first[1]))
    return (
        len(found[0]),
        len(large),
        len(different),
        first,
        board.count("Q"),
        board.index("Q ."),
        sum(row * column for solution in different for row, column in enumerate(solution)),
    )


EXPECTED = (4, 92, 13, [(0, 2, 5, 7, 1, 3, 8, 6, 4), (0, 2, 6, 1, 7, 4, 8, 3, 5)], 9, 0, 1271)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
