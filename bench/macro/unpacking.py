"""Code full of unpacking: rows with rests, nested targets, star arguments, swaps, merged dicts.

A log of sensors in several formats is read, its messages are replayed on a small board of
rectangles, and expressions kept as nested tuples are rewritten; every step takes tuples apart.
"""

from itertools import starmap, zip_longest

ROWS = 3600


def make_rows():
    """Lines of four kinds of messages."""
    a, b = 1, 7
    for turn in range(ROWS):
        a, b = b, (a * 31 + b * 17 + turn) % 10007
        match turn % 4:
            case 0:
                yield "move", turn, f"r{a % 12}", (a % 50, b % 50)
            case 1:
                yield "resize", turn, f"r{b % 12}", (1 + a % 9, 1 + b % 9), "corner", a % 4
            case 2:
                yield "readings", turn, *((a >> shift) % 64 for shift in range(0, 2 + b % 8))
            case _:
                yield "swap", turn, (f"r{a % 12}", f"r{b % 12}"), {"both": bool(a & 1)}


def parse(rows):
    """The rows as (time, kind, name, arguments, options)."""
    for kind, time, *rest in rows:
        if kind == "move":
            name, (x, y) = rest
            yield time, kind, name, (x, y), {}
        elif kind == "resize":
            name, size, *more = rest
            yield time, kind, name, size, dict(zip(more[::2], more[1::2]))
        elif kind == "readings":
            first, second, *others = rest
            yield time, kind, None, (first, second, *others), {"count": len(rest)}
        else:
            [(one, two), options] = rest
            yield time, kind, one, (two,), {**options, "time": time}


class Board:
    """Rectangles by name, as (left, top), (width, height)."""

    def __init__(self):
        self.places = {f"r{n}": ((n * 4, n * 3), (5, 4)) for n in range(12)}
        self.readings = []

    def move(self, name, x, y):
        _, size = self.places[name]
        self.places[name] = (x, y), size

    def resize(self, name, width, height, *, corner=0):
        (left, top), (old_width, old_height) = self.places[name]
        if corner & 1:
            left += old_width - width
        if corner & 2:
            top += old_height - height
        self.places[name] = (left, top), (width, height)

    def swap(self, one, two, *, both, time):
        places = self.places
        if both:
            places[one], places[two] = places[two], places[one]
        else:
            (first, first_size), (second, second_size) = places[one], places[two]
            places[one], places[two] = (second, first_size), (first, second_size)
        self.readings.append((time, 0))

    def read(self, *values, count):
        low, *_, high = sorted(values)
        self.readings.append((high - low, count))

    def apply(self, message):
        _, kind, name, arguments, options = message
        if kind == "readings":
            self.read(*arguments, **options)
        else:
            getattr(self, kind)(name, *arguments, **options)

    def borders(self):
        for name, ((left, top), (width, height)) in self.places.items():
            yield name, (left, top, left + width, top + height)

    def overlaps(self):
        entries = list(self.borders())
        while entries:
            (name, (left, top, right, bottom)), *entries = entries
            for other, (x1, y1, x2, y2) in entries:
                if left < x2 and x1 < right and top < y2 and y1 < bottom:
                    yield name, other


def box(first, *others):
    """The rectangle around all rectangles."""
    left, top, right, bottom = first
    for x1, y1, x2, y2 in others:
        left, top, right, bottom = min(left, x1), min(top, y1), max(right, x2), max(bottom, y2)
    return left, top, right, bottom


def simplify(expression):
    """Rewrites nested tuples (operator, *operands); the operands of sums and products are flat."""
    if not isinstance(expression, tuple):
        return expression
    operator, *operands = expression
    operands = [simplify(operand) for operand in operands]
    if operator == "neg":
        (operand,) = operands
        if isinstance(operand, tuple):
            inner, *rest = operand
            if inner == "neg":
                return rest[0]
        return ("neg", operand) if not isinstance(operand, int) else -operand
    flat = []
    for operand in operands:
        if isinstance(operand, tuple) and operand[0] == operator:
            _, *inner = operand
            flat += inner
        else:
            flat.append(operand)
    return combine(operator, *flat)


def combine(operator, *operands):
    total, neutral = (0, 0) if operator == "add" else (1, 1)
    others = []
    for operand in operands:
        if isinstance(operand, int):
            total = total + operand if operator == "add" else total * operand
        else:
            others.append(operand)
    if operator == "mul" and total == 0:
        return 0
    if not others:
        return total
    if total == neutral:
        return (operator, *others) if len(others) > 1 else others[0]
    return (operator, *others, total)


def evaluate(expression, /, **values):
    match expression:
        case int():
            return expression
        case str() as name:
            return values[name]
        case ("neg", operand):
            return -evaluate(operand, **values)
        case ("add", *operands):
            return sum(evaluate(operand, **values) for operand in operands)
        case ("mul", first, *rest):
            product = evaluate(first, **values)
            for operand in rest:
                product *= evaluate(operand, **values)
            return product
    raise ValueError(expression)


def make_expression(depth, seed):
    if depth == 0:
        return ("x", "y", 0, 1, 3)[seed % 5]
    kind, *shifts = (("add", 1, 2, 3), ("mul", 2, 5), ("neg", 1), ("add", 4, 1))[seed % 4]
    return kind, *(make_expression(depth - 1, seed // 3 + shift * 7) for shift in shifts)


def expressions_digest():
    digest = 0
    for seed in range(120):
        expression = make_expression(4, seed * 11 + 5)
        short = simplify(expression)
        values = {"x": seed, "y": 3}
        before = evaluate(expression, **values)
        after = evaluate(short, **{**values, "y": values["y"]})
        if before != after:
            raise AssertionError(f"{expression} is not {short}")
        digest = (digest * 7 + after) % 1000003
    return digest


def compare(left, right):
    """Differences of two boards, side by side."""
    for (name, old), (_, new) in zip_longest(left, right):
        (x1, y1, *_), (x2, y2, *_) = old, new
        if (x1, y1) != (x2, y2):
            yield name, (x2 - x1, y2 - y1)


def fibonacci_like(*, start=(0, 1), turns):
    a, b = start
    for _ in range(turns):
        a, b = b, (a + b) % 1000003
    return a


def bench():
    board = Board()
    start = list(board.borders())
    crossings = 0
    for message in parse(make_rows()):
        board.apply(message)
        time, *_ = message
        if time % 5 == 0:
            crossings += sum(1 for _, _ in board.overlaps())
    moved = dict(compare(start, board.borders()))
    areas = starmap(lambda name, ends: (ends[2] - ends[0]) * (ends[3] - ends[1]), board.borders())
    (widest, *_), *_, (last, count) = sorted(board.readings, reverse=True)
    return (
        crossings,
        len(moved),
        moved["r3"],
        box(*(ends for _, ends in board.borders())),
        sum(areas),
        (widest, last, count),
        expressions_digest(),
        fibonacci_like(start=(3, 5), turns=12000),
    )


EXPECTED = (1253, 12, (-1, -5), (1, 3, 47, 50), 314, (3599, 0, 2), 944008, 140080)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
