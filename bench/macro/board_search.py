"""A search for moves in the game of Go on a small board, by random playouts and a tree of them.

The board keeps groups of stones with their liberties, captures, forbids suicide and ko, and the
search is a plain Monte Carlo tree search with upper confidence bounds.
"""

import math

SIZE = 7
EMPTY, BLACK, WHITE = ".", "X", "O"
OTHER = {BLACK: WHITE, WHITE: BLACK}
PASS = None
KOMI = 5.5
PLAYOUTS = 28


class IllegalMove(ValueError):
    """Occupied, suicide, or ko."""


class Generator:
    """Random numbers, the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]


def neighbour_table(size):
    table = {}
    for row in range(size):
        for column in range(size):
            around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
            table[row, column] = [(r, c) for r, c in around if 0 <= r < size and 0 <= c < size]
    return table


NEIGHBOURS = neighbour_table(SIZE)


class Group:
    """Stones of one colour that live and die together."""

    __slots__ = ("colour", "stones", "liberties")

    def __init__(self, colour, stones, liberties):
        self.colour = colour
        self.stones = stones
        self.liberties = liberties

    def merge(self, other):
        self.stones |= other.stones
        self.liberties |= other.liberties


class Board:
    def __init__(self):
        self.groups = {}
        self.empty = set(NEIGHBOURS)
        self.to_play = BLACK
        self.ko = None
        self.passes = 0
        self.captured = {BLACK: 0, WHITE: 0}

    def copy(self):
        board = Board()
        board.empty = set(self.empty)
        board.to_play = self.to_play
        board.ko = self.ko
        board.passes = self.passes
        board.captured = dict(self.captured)
        for group in {id(group): group for group in self.groups.values()}.values():
            clone = Group(group.colour, set(group.stones), set(group.liberties))
            for stone in clone.stones:
                board.groups[stone] = clone
        return board

    @property
    def over(self):
        return self.passes >= 2

    def play(self, move):
        if move is PASS:
            self.passes += 1
            self.ko = None
        else:
            self.place(move)
            self.passes = 0
        self.to_play = OTHER[self.to_play]

    def place(self, point):
        if point not in self.empty or point == self.ko:
            raise IllegalMove(point)
        friends, enemies = self.groups_around(point)
        doomed = [group for group in enemies if group.liberties == {point}]
        liberties = {other for other in NEIGHBOURS[point] if other in self.empty}
        if not liberties and not doomed and all(len(g.liberties) == 1 for g in friends):
            raise IllegalMove(point)
        self.empty.discard(point)
        for group in friends + enemies:
            group.liberties.discard(point)
        merged = Group(self.to_play, {point}, liberties)
        for group in friends:
            merged.merge(group)
        for stone in merged.stones:
            self.groups[stone] = merged
        taken = [stone for group in doomed for stone in self.remove(group)]
        single = len(taken) == 1 and len(merged.stones) == 1 and len(merged.liberties) == 1
        self.ko = taken[0] if single else None

    def groups_around(self, point):
        """The groups that touch a point, once each: those of the player to move, and the others."""
        friends, enemies = [], []
        for other in NEIGHBOURS[point]:
            group = self.groups.get(other)
            if group is not None:
                side = friends if group.colour == self.to_play else enemies
                if group not in side:
                    side.append(group)
        return friends, enemies

    def remove(self, group):
        self.captured[OTHER[group.colour]] += len(group.stones)
        for stone in group.stones:
            del self.groups[stone]
            self.empty.add(stone)
        for stone in group.stones:
            for other in NEIGHBOURS[stone]:
                if other in self.groups:
                    self.groups[other].liberties.add(stone)
        return group.stones

    def is_eye(self, point):
        """Whether all around a point is one's own, so that playing there helps nobody."""
        for other in NEIGHBOURS[point]:
            group = self.groups.get(other)
            if group is None or group.colour != self.to_play:
                return False
        return True

    def candidates(self):
        return [
            point for point in sorted(self.empty) if point != self.ko and not self.is_eye(point)
        ]

    def score(self):
        """Black's stones and eyes against White's, with komi: above zero, Black wins."""
        black = white = 0
        for point in NEIGHBOURS:
            group = self.groups.get(point)
            if group is not None:
                colours = {group.colour}
            else:
                around = (self.groups.get(other) for other in NEIGHBOURS[point])
                colours = {other.colour for other in around if other is not None}
            if colours == {BLACK}:
                black += 1
            elif colours == {WHITE}:
                white += 1
        return black - white - KOMI

    def __str__(self):
        rows = []
        for row in range(SIZE):
            stones = (self.groups.get((row, column)) for column in range(SIZE))
            rows.append("".join(stone.colour if stone else EMPTY for stone in stones))
        return "/".join(rows)


def random_game(board, generator):
    """Plays to the end; the colour that wins."""
    for _ in range(3 * SIZE * SIZE):
        if board.over:
            break
        moves = board.candidates()
        generator.shuffle(moves)
        for move in moves:
            try:
                board.play(move)
                break
            except IllegalMove:
                continue
        else:
            board.play(PASS)
    return BLACK if board.score() > 0 else WHITE


class Node:
    """A position in the tree: how often it was visited, and how often its mover won."""

    def __init__(self, move, mover, parent=None):
        self.move = move
        self.mover = mover
        self.parent = parent
        self.children = []
        self.untried = None
        self.visits = 0
        self.wins = 0

    def expand(self, board, generator):
        move = self.untried.pop(generator.below(len(self.untried)))
        child = Node(move, board.to_play, self)
        try:
            board.play(move)
        except IllegalMove:
            return self
        self.children.append(child)
        return child

    def promising_child(self):
        log = math.log(self.visits)
        return max(self.children, key=lambda c: c.wins / c.visits + math.sqrt(2 * log / c.visits))

    def update(self, winner):
        node = self
        while node is not None:
            node.visits += 1
            node.wins += node.mover == winner
            node = node.parent


def search(board, playouts, generator):
    """The move that was tried most, and the root of the tree."""
    root = Node(PASS, OTHER[board.to_play])
    for _ in range(playouts):
        node, trial = root, board.copy()
        while node.untried == [] and node.children:
            node = node.promising_child()
            trial.play(node.move)
        if node.untried is None:
            node.untried = trial.candidates()
        if node.untried:
            node = node.expand(trial, generator)
        node.update(random_game(trial, generator))
    best = max(root.children, key=lambda child: (child.visits, child.wins))
    return best.move, root


OPENING = "33 24 42 22 52 25 34 45 14 13".split()


def bench():
    generator = Generator(7)
    board = Board()
    for text in OPENING:
        board.play((int(text[0]), int(text[1])))
    move, root = search(board, PLAYOUTS, generator)
    board.play(move)
    winner = random_game(board, generator)
    return (
        move,
        root.visits,
        root.wins,
        winner,
        str(board),
        board.captured[BLACK],
        generator.state % 100_003,
    )


EXPECTED = (
    (0, 2),
    28,
    16,
    "O",
    "OO.OOOO/O.OO.O./OOO.OOO/OOOO.OO/O.OOOO./OO.OO.O/OOOO.OO",
    1,
    46752,
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
