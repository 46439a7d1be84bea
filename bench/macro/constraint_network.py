"""A constraint propagation engine: variables with domains, constraints, propagation and search.

Solves a crypt-arithmetic puzzle, colours a map, and completes Latin squares with it. Constraints
are classes with a propagate method; the engine keeps a queue of those whose variables changed and
undoes changes by a trail.
"""

from collections import deque


class Contradiction(Exception):
    """A domain became empty."""


class Variable:
    """A name and the set of its possible values."""

    def __init__(self, solver, name, values):
        self.solver = solver
        self.name = name
        self.domain = frozenset(values)
        self.watchers = []

    @property
    def fixed(self):
        return len(self.domain) == 1

    @property
    def value(self):
        (value,) = self.domain
        return value

    def restrict(self, allowed):
        """Keeps those values that are allowed; says whether there were others."""
        kept = self.domain & allowed
        if len(kept) == len(self.domain):
            return False
        if not kept:
            raise Contradiction(self.name)
        self.solver.trail.append((self, self.domain))
        self.domain = kept
        for constraint in self.watchers:
            self.solver.wake(constraint)
        return True

    def exclude(self, value):
        if value in self.domain:
            self.restrict(self.domain - {value})

    def __repr__(self):
        return f"{self.name}={sorted(self.domain)}"


class Constraint:
    """A relation of variables that can narrow their domains."""

    def __init__(self, *variables):
        self.variables = variables
        self.queued = False

    def propagate(self):
        raise NotImplementedError


class NotEqual(Constraint):
    def propagate(self):
        left, right = self.variables
        if left.fixed:
            right.exclude(left.value)
        if right.fixed:
            left.exclude(right.value)


class AllDifferent(Constraint):
    """Removes the values of fixed variables from the others, and finds values with one place."""

    def __init__(self, *variables, complete=False):
        super().__init__(*variables)
        self.complete = complete

    def propagate(self):
        for variable in self.variables:
            if variable.fixed:
                for other in self.variables:
                    if other is not variable:
                        other.exclude(variable.value)
        if self.complete:
            self.place_singles()

    def place_singles(self):
        places = {}
        for variable in self.variables:
            for value in variable.domain:
                places.setdefault(value, []).append(variable)
        for value, candidates in places.items():
            if len(candidates) == 1 and not candidates[0].fixed:
                candidates[0].restrict(frozenset((value,)))


class LinearSum(Constraint):
    """The sum of factor * variable is zero: narrows by bounds."""

    def __init__(self, factors, variables):
        super().__init__(*variables)
        self.factors = factors

    def bounds(self):
        low = high = 0
        for factor, variable in zip(self.factors, self.variables):
            least, most = min(variable.domain), max(variable.domain)
            low += factor * (least if factor > 0 else most)
            high += factor * (most if factor > 0 else least)
        return low, high

    def propagate(self):
        low, high = self.bounds()
        if low > 0 or high < 0:
            raise Contradiction("sum")
        for factor, variable in zip(self.factors, self.variables):
            if not variable.fixed:
                self.narrow(factor, variable, low, high)

    @staticmethod
    def narrow(factor, variable, low, high):
        ends = (factor * min(variable.domain), factor * max(variable.domain))
        rest_low, rest_high = low - min(ends), high - max(ends)
        allowed = {
            v for v in variable.domain if rest_low + factor * v <= 0 <= rest_high + factor * v
        }
        variable.restrict(allowed)


class Solver:
    """Variables, the queue of constraints to look at, and depth first search."""

    def __init__(self):
        self.variables = []
        self.queue = deque()
        self.trail = []
        self.choices = 0
        self.propagations = 0

    def variable(self, name, values):
        variable = Variable(self, name, values)
        self.variables.append(variable)
        return variable

    def add(self, constraint):
        for variable in constraint.variables:
            variable.watchers.append(constraint)
        self.wake(constraint)

    def wake(self, constraint):
        if not constraint.queued:
            constraint.queued = True
            self.queue.append(constraint)

    def propagate(self):
        try:
            while self.queue:
                constraint = self.queue.popleft()
                constraint.queued = False
                self.propagations += 1
                constraint.propagate()
        except Contradiction:
            for constraint in self.queue:
                constraint.queued = False
            self.queue.clear()
            raise

    def undo(self, mark):
        while len(self.trail) > mark:
            variable, domain = self.trail.pop()
            variable.domain = domain

    def solutions(self):
        """Yields a dict for each solution."""
        try:
            self.propagate()
        except Contradiction:
            return
        open_ones = [variable for variable in self.variables if not variable.fixed]
        if not open_ones:
            yield {variable.name: variable.value for variable in self.variables}
            return
        chosen = min(open_ones, key=lambda variable: (len(variable.domain), variable.name))
        for value in sorted(chosen.domain):
            mark = len(self.trail)
            self.choices += 1
            try:
                chosen.restrict(frozenset((value,)))
            except Contradiction:
                pass
            else:
                yield from self.solutions()
            self.undo(mark)


def crypt_arithmetic(first, second, total):
    """Letters are digits: the solver with first + second = total."""
    solver = Solver()
    words = (first, second, total)
    leading = {word[0] for word in words}
    weights = {}
    for word, sign in zip(words, (1, 1, -1)):
        for power, letter in enumerate(reversed(word)):
            weights[letter] = weights.get(letter, 0) + sign * 10**power
    letters = sorted(weights)
    variables = [
        solver.variable(letter, range(1 if letter in leading else 0, 10)) for letter in letters
    ]
    solver.add(AllDifferent(*variables))
    solver.add(LinearSum([weights[letter] for letter in letters], variables))
    return solver


NEIGHBOURS = {
    "at": "de cz sk hu si it ch",
    "be": "nl de lu fr",
    "ch": "de at it fr",
    "cz": "de pl sk at",
    "de": "dk pl cz at ch fr lu be nl",
    "dk": "de",
    "es": "fr pt",
    "fr": "es it ch de lu be",
    "hu": "sk at si hr",
    "hr": "si hu",
    "it": "fr ch at si",
    "lu": "be de fr",
    "nl": "be de",
    "pl": "de cz sk",
    "pt": "es",
    "si": "it at hu hr",
    "sk": "pl cz at hu",
}


def colour_map(colours):
    solver = Solver()
    countries = {name: solver.variable(name, colours) for name in NEIGHBOURS}
    for name, neighbours in NEIGHBOURS.items():
        for other in neighbours.split():
            if name < other:
                solver.add(NotEqual(countries[name], countries[other]))
    return solver


def latin_square(rows):
    """A solver that completes a square; 0 stands for an open cell."""
    solver = Solver()
    size = len(rows)
    cells = {}
    for i, row in enumerate(rows):
        for j, digit in enumerate(row):
            values = (int(digit),) if digit != "0" else range(1, size + 1)
            cells[i, j] = solver.variable(f"{i}{j}", values)
    for i in range(size):
        solver.add(AllDifferent(*(cells[i, j] for j in range(size)), complete=True))
        solver.add(AllDifferent(*(cells[j, i] for j in range(size)), complete=True))
    return solver


PUZZLES = ("send more money", "two two four", "eat that apple", "base ball games")
SQUARE = "1020000 0000300 0003000 4000000 0500060 0000006 0060007".split()


def bench():
    puzzles = [crypt_arithmetic(*words.split()) for words in PUZZLES]
    answers = []
    for puzzle in puzzles:
        found = list(puzzle.solutions())
        answers.append((len(found), "".join(str(digit) for digit in found[0].values())))
    atlas = colour_map(("blue", "green", "red", "yellow"))
    colouring = next(atlas.solutions())
    square = latin_square(SQUARE)
    checksum = 0
    for _, solution in zip(range(110), square.solutions()):
        checksum += sum(int(name) * value for name, value in solution.items())
    colours = "".join(colour[0] for _, colour in sorted(colouring.items()))
    work = [(solver.choices, solver.propagations) for solver in (*puzzles, atlas, square)]
    return tuple(answers), colours, checksum, tuple(work)


EXPECTED = (
    ((1, "75160892"), (7, "148763"), (1, "182309"), (1, "4731598")),
    "bgggrbgbbrrybbbgy",
    711480,
    ((4, 32), (31, 150), (7, 33), (59, 246), (15, 185), (229, 2344)),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
