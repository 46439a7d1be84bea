"""Deep copies of a company: objects that know each other, cycles, shared values, slots, own rules.

The same graph is copied by copy.deepcopy and by a copier written here, which dispatches on types
and keeps what it has seen; the two copies are compared node by node with the original.
"""

import copy

DEPARTMENTS = 22
STAFF = 11


class Employee:
    """Knows a department, a boss and subordinates: cycles everywhere."""

    def __init__(self, number, name, department):
        self.number = number
        self.name = name
        self.department = department
        self.boss = None
        self.reports = []
        self.skills = {}
        self.history = []

    def lead(self, other):
        other.boss = self
        self.reports.append(other)


class Department:
    """Members by number, and a badge."""

    def __init__(self, name, badge):
        self.name = name
        self.badge = badge
        self.members = {}

    def hire(self, employee):
        self.members[employee.number] = employee
        employee.history.append(("hired", self.name, self.badge))


class Badge:
    """Has slots in place of a dict."""

    __slots__ = ("colour", "levels")

    def __init__(self, colour, levels):
        self.colour = colour
        self.levels = levels

    def __eq__(self, other):
        return (self.colour, self.levels) == (other.colour, other.levels)

    __hash__ = None


class Registry:
    """One for all: it refuses to be copied."""

    def __init__(self):
        self.lookups = 0

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def find(self, company, number):
        self.lookups += 1
        for department in company.departments.values():
            if number in department.members:
                return department.members[number]
        raise KeyError(number)


class Ledger(dict):
    """A dict with a default, made anew by its own rule."""

    def __init__(self, owner, *rest):
        super().__init__(*rest)
        self.owner = owner

    def __missing__(self, key):
        return 0

    def __deepcopy__(self, memo):
        twin = Ledger(None)
        memo[id(self)] = twin
        twin.owner = copy.deepcopy(self.owner, memo)
        for key, value in self.items():
            twin[key] = copy.deepcopy(value, memo)
        return twin


class Company:
    """Everything together."""

    def __init__(self, registry):
        self.registry = registry
        self.departments = {}
        self.ledger = Ledger(self)
        self.board = set()
        self.locations = frozenset({("Bern", 1), ("Wien", 2)})


def build():
    company = Company(Registry())
    number = 0
    for index in range(DEPARTMENTS):
        badge = Badge("red" if index % 2 else "blue", [index, [index * 2, {"max": index * 3}]])
        department = Department(f"department {index}", badge)
        company.departments[department.name] = department
        boss = None
        for place in range(STAFF):
            number += 1
            employee = Employee(number, f"employee {number}", department)
            employee.skills = {"years": number % 7, "topics": ["a", "b", ("c", [place])]}
            department.hire(employee)
            company.ledger[number] = 1000 + number * 17 % 400
            if boss is None:
                company.board.add(number)
                boss = employee
            else:
                boss.lead(employee)
                if place % 4 == 0:
                    boss = employee
    return company


class CopyError(TypeError):
    """Nobody knows how to copy this."""


class Copier:
    """Copies graphs; each object once, however often it is met."""

    ATOMS = (type(None), bool, int, float, str, bytes)

    def __init__(self):
        self.memo = {}
        self.keep = []
        self.handlers = {
            list: self.copy_list,
            dict: self.copy_dict,
            tuple: self.copy_tuple,
            set: self.copy_set,
            frozenset: self.copy_frozenset,
            Badge: self.copy_slots,
            Registry: lambda registry: registry,
            Ledger: self.copy_ledger,
        }

    def copy(self, value):
        kind = type(value)
        if kind in self.ATOMS:
            return value
        key = id(value)
        if key in self.memo:
            return self.memo[key]
        handler = self.handlers.get(kind, self.copy_object)
        twin = handler(value)
        self.memo[key] = twin
        self.keep.append(value)
        return twin

    def remember(self, value, twin):
        self.memo[id(value)] = twin
        return twin

    def copy_list(self, values):
        twin = self.remember(values, [])
        for value in values:
            twin.append(self.copy(value))
        return twin

    def copy_dict(self, mapping):
        twin = self.remember(mapping, {})
        for key, value in mapping.items():
            twin[self.copy(key)] = self.copy(value)
        return twin

    def copy_tuple(self, values):
        copies = [self.copy(value) for value in values]
        if all(new is old for new, old in zip(copies, values)):
            return values
        return self.memo.get(id(values)) or tuple(copies)

    def copy_set(self, values):
        return {self.copy(value) for value in values}

    def copy_frozenset(self, values):
        return frozenset(map(self.copy, values))

    def copy_slots(self, value):
        cls = type(value)
        twin = self.remember(value, cls.__new__(cls))
        for name in cls.__slots__:
            setattr(twin, name, self.copy(getattr(value, name)))
        return twin

    def copy_ledger(self, ledger):
        twin = self.remember(ledger, Ledger(None))
        twin.owner = self.copy(ledger.owner)
        for key, value in ledger.items():
            twin[key] = self.copy(value)
        return twin

    def copy_object(self, value):
        cls = type(value)
        if not hasattr(value, "__dict__"):
            raise CopyError(cls.__name__)
        twin = self.remember(value, cls.__new__(cls))
        for name, member in vars(value).items():
            setattr(twin, name, self.copy(member))
        return twin


class Difference(Exception):
    """Two graphs are not the same."""


class Comparison:
    """Whether two graphs have the same shape and no object that can change in common."""

    SHARED = (type(None), bool, int, float, str, Registry)

    def __init__(self):
        self.pairs = {}
        self.objects = 0

    def compare(self, left, right):
        if type(left) is not type(right):
            raise Difference(type(left), type(right))
        if isinstance(left, self.SHARED):
            if left != right:
                raise Difference(left, right)
            return
        if id(left) in self.pairs:
            if self.pairs[id(left)] is not right:
                raise Difference("another twin", left)
            return
        self.pairs[id(left)] = right
        self.objects += 1
        if left is right and not isinstance(left, (tuple, frozenset)):
            raise Difference("the same object", left)
        for one, other in zip(self.parts(left), self.parts(right), strict=True):
            self.compare(one, other)

    def parts(self, value):
        match value:
            case dict():
                for key, member in value.items():
                    yield key
                    yield member
            case list() | tuple():
                yield from value
            case set() | frozenset():
                yield from sorted(value)
            case Badge(colour=colour, levels=levels):
                yield colour
                yield levels
        yield from getattr(value, "__dict__", {}).values()


def change(company):
    """Changes a copy in ways that the original must not see."""
    boss = company.departments["department 1"].members[min(company.board) + STAFF]
    for report in boss.reports:
        report.skills["topics"].append(report.name)
        company.ledger[report.number] += 100
    boss.department.badge.levels[1][1]["max"] = -1
    del company.departments["department 0"]
    return len(boss.reports)


def bench():
    original = build()
    by_library = copy.deepcopy(original)
    by_copier = Copier().copy(original)
    counts = []
    for twin in (by_library, by_copier):
        comparison = Comparison()
        comparison.compare(original, twin)
        counts.append(comparison.objects)
    changed = change(by_library)
    differences = 0
    try:
        Comparison().compare(original, by_library)
    except Difference:
        differences += 1
    Comparison().compare(original, by_copier)
    shallow = copy.copy(original)
    found = original.registry.find(shallow, 7)
    try:
        original.registry.find(by_library, 7)
    except KeyError as missing:
        differences += missing.args[0]
    return (
        tuple(counts),
        changed,
        differences,
        found.name,
        original.registry.lookups,
        sum(by_library.ledger.values()) - sum(original.ledger.values()),
        by_copier.ledger.owner is by_copier,
    )


EXPECTED = ((2075, 2075), 4, 8, "employee 7", 2, 400, True)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
