"""Sets of intervals with the operations of sets, a calendar made of them, and address ranges.

An interval set is an immutable sorted tuple of half-open intervals that do not touch. Union,
intersection, difference and complement are merges; a calendar finds meeting times with them.
"""

from functools import reduce, total_ordering


@total_ordering
class Interval:
    """From start on, up to but without end."""

    __slots__ = ("start", "end")

    def __init__(self, start, end):
        if start >= end:
            raise ValueError(f"empty interval {start}..{end}")
        self.start = start
        self.end = end

    def __contains__(self, point):
        return self.start <= point < self.end

    def __len__(self):
        return self.end - self.start

    def __eq__(self, other):
        return (self.start, self.end) == (other.start, other.end)

    def __lt__(self, other):
        return (self.start, self.end) < (other.start, other.end)

    def __hash__(self):
        return hash((self.start, self.end))

    def __repr__(self):
        return f"{self.start}..{self.end}"

    def touches(self, other):
        return self.start <= other.end and other.start <= self.end

    def shifted(self, distance):
        return Interval(self.start + distance, self.end + distance)


class IntervalSet:
    """Points as intervals, in order, none touching the next."""

    __slots__ = ("intervals",)

    def __init__(self, intervals=()):
        self.intervals = tuple(self.joined(sorted(intervals)))

    @classmethod
    def of(cls, *pairs):
        return cls(Interval(start, end) for start, end in pairs)

    @classmethod
    def from_sorted(cls, intervals):
        result = cls.__new__(cls)
        result.intervals = tuple(intervals)
        return result

    @staticmethod
    def joined(intervals):
        current = None
        for interval in intervals:
            if current is None:
                current = interval
            elif current.touches(interval):
                current = Interval(current.start, max(current.end, interval.end))
            else:
                yield current
                current = interval
        if current is not None:
            yield current

    def __iter__(self):
        return iter(self.intervals)

    def __len__(self):
        return len(self.intervals)

    def __bool__(self):
        return bool(self.intervals)

    def __eq__(self, other):
        return isinstance(other, IntervalSet) and self.intervals == other.intervals

    def __hash__(self):
        return hash(self.intervals)

    def __repr__(self):
        return "{" + ", ".join(map(repr, self.intervals)) + "}"

    def __contains__(self, point):
        low, high = 0, len(self.intervals)
        while low < high:
            middle = (low + high) // 2
            interval = self.intervals[middle]
            if point in interval:
                return True
            if point < interval.start:
                high = middle
            else:
                low = middle + 1
        return False

    def __or__(self, other):
        return IntervalSet(self.intervals + other.intervals)

    def __and__(self, other):
        return IntervalSet.from_sorted(self.common(other))

    def common(self, other):
        i = j = 0
        while i < len(self.intervals) and j < len(other.intervals):
            one, two = self.intervals[i], other.intervals[j]
            start, end = max(one.start, two.start), min(one.end, two.end)
            if start < end:
                yield Interval(start, end)
            if one.end < two.end:
                i += 1
            else:
                j += 1

    def __invert__(self):
        return self.complement(float("-inf"), float("inf"))

    def complement(self, start, end):
        """What is missing between two points."""

        def gaps():
            position = start
            for interval in self.intervals:
                if position < interval.start:
                    yield Interval(position, interval.start)
                position = interval.end
            if position < end:
                yield Interval(position, end)

        return IntervalSet.from_sorted(gaps())

    def __sub__(self, other):
        return self & ~other

    def __xor__(self, other):
        return (self - other) | (other - self)

    def __le__(self, other):
        return not self - other

    @property
    def measure(self):
        return sum(map(len, self.intervals))

    def at_least(self, length):
        return IntervalSet.from_sorted(each for each in self.intervals if len(each) >= length)

    def shifted(self, distance):
        return IntervalSet.from_sorted(each.shifted(distance) for each in self.intervals)


DAY = 24 * 60


class Person:
    """Works on some days and has appointments."""

    def __init__(self, name, opens, closes, days):
        self.name = name
        self.working = reduce(
            IntervalSet.__or__,
            (IntervalSet.of((day * DAY + opens, day * DAY + closes)) for day in days),
        )
        self.busy = IntervalSet()

    @property
    def free(self):
        return self.working - self.busy

    def book(self, appointment):
        if not appointment <= self.free:
            raise ValueError(f"{self.name} has no time at {appointment}")
        self.busy |= appointment


def common_time(people, minutes):
    free = reduce(IntervalSet.__and__, (person.free for person in people))
    return free.at_least(minutes)


def plan_meetings(people, requests):
    """Books each request at the earliest possible time; those that were booked, and refusals."""
    booked, refused = [], 0
    for names, minutes in requests:
        guests = [people[name] for name in names]
        slots = common_time(guests, minutes)
        if not slots:
            refused += 1
            continue
        start = next(iter(slots)).start
        meeting = IntervalSet.of((start, start + minutes))
        for guest in guests:
            guest.book(meeting)
        booked.append(start)
    return booked, refused


def random_set(seed, count, limit, longest):
    pairs = []
    for _ in range(count):
        seed = (seed * 40014) % 2147483563
        start = seed % limit
        pairs.append((start, start + 1 + seed // 7 % longest))
    return IntervalSet.of(*pairs)


def check_laws(a, b, c):
    """Identities that hold for all sets of points."""
    laws = (
        a & (b | c) == (a & b) | (a & c),
        a | (b & c) == (a | b) & (a | c),
        a - (b | c) == (a - b) & (a - c),
        a ^ b == (a | b) - (a & b),
        ~~a == a,
        a & b <= a,
    )
    return laws.count(True)


def addresses(text):
    """Ranges like 10.0.0.0/30 or 10.0.0.1-10.0.0.9 as a set of numbers."""

    def number(address):
        value = 0
        for part in address.split("."):
            value = value * 256 + int(part)
        return value

    pairs = []
    for item in text.split():
        if "/" in item:
            address, _, bits = item.partition("/")
            size = 1 << (32 - int(bits))
            start = number(address) // size * size
            pairs.append((start, start + size))
        else:
            first, _, last = item.partition("-")
            pairs.append((number(first), number(last or first) + 1))
    return IntervalSet.of(*pairs)


def bench():
    sets = [random_set(seed, 30, 2_000, 25) for seed in range(1, 35)]
    laws = sum(check_laws(*sets[i : i + 3]) for i in range(len(sets) - 2))
    measures = [one.measure for one in sets[:4]]
    inside = sum(point in sets[0] ^ sets[1].shifted(5) for point in range(0, 2_000, 60))
    people = {
        name: Person(name, (8 + i % 3) * 60, (15 + i % 4) * 60, range(i % 2, 5))
        for i, name in enumerate("ann bob cleo dan eve".split())
    }
    names = list(people)
    requests = [
        (sorted({names[i % 5], names[i * 3 % 5], names[i * 7 // 2 % 5]}), 25 + i % 5 * 15)
        for i in range(50)
    ]
    booked, refused = plan_meetings(people, requests)
    left = {name: person.free.measure for name, person in people.items()}
    allowed = addresses("10.0.0.0/16 192.168.1.5-192.168.1.90 172.16.0.0/20")
    blocked = addresses("10.0.7.0/24 10.0.200.3 192.168.1.64/28 172.16.4.1-172.16.5.0")
    rest = allowed - blocked
    return laws, measures, inside, sum(booked), refused, left, len(rest), rest.measure


EXPECTED = (
    192,
    [375, 350, 371, 398],
    8,
    122880,
    8,
    {"ann": 1570, "bob": 585, "cleo": 940, "dan": 1510, "eve": 550},
    7,
    69189,
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
