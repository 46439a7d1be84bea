"""A warehouse with dataclasses, enums, flags, protocols, abstract classes and match statements.

Commands come in as text, are parsed to frozen dataclasses, change the stock through a dispatcher,
and leave events behind; prices are made by rules that only share a protocol.
"""

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import asdict, astuple, dataclass, field, replace
from enum import Enum, Flag, IntEnum, auto
from functools import singledispatchmethod, total_ordering
from typing import ClassVar, Protocol, runtime_checkable

COMMANDS = 2000


class Category(Enum):
    """What an article is; knows its tax."""

    FOOD = ("food", 7)
    TOOLS = ("tools", 19)
    BOOKS = ("books", 7)
    TOYS = ("toys", 19)

    def __init__(self, label, tax):
        self.label = label
        self.tax = tax

    @property
    def is_reduced(self):
        return self.tax < 10


class Priority(IntEnum):
    LOW = 1
    NORMAL = 2
    HIGH = 3


class Handling(Flag):
    FRAGILE = auto()
    COLD = auto()
    HEAVY = auto()


@dataclass(frozen=True, slots=True)
class Article:
    """What can be stored."""

    code: str
    category: Category
    cents: int
    handling: Handling = Handling(0)

    def __post_init__(self):
        if self.cents <= 0:
            raise ValueError(f"{self.code} has no price")


@total_ordering
@dataclass(eq=False)
class Shelf:
    """Holds some articles; compared by what is free."""

    capacity: ClassVar[int] = 40
    number: int
    stock: Counter = field(default_factory=Counter)

    @property
    def free(self):
        return self.capacity - self.stock.total()

    def __eq__(self, other):
        return isinstance(other, Shelf) and self.number == other.number

    def __lt__(self, other):
        return (self.free, -self.number) < (other.free, -other.number)


@dataclass(frozen=True)
class Command:
    priority: Priority = field(default=Priority.NORMAL, kw_only=True)


@dataclass(frozen=True)
class Receive(Command):
    code: str
    amount: int


@dataclass(frozen=True)
class Ship(Command):
    code: str
    amount: int
    customer: str


@dataclass(frozen=True)
class Move(Command):
    source: int
    target: int


@dataclass(frozen=True)
class Audit(Command):
    pass


@dataclass(order=True)
class Event:
    """Ordered by time, then by kind."""

    time: int
    kind: str
    cents: int = 0
    details: dict = field(default_factory=dict, compare=False, repr=False)


@runtime_checkable
class PriceRule(Protocol):
    """Whatever can change a price."""

    def apply(self, cents: int, article: Article, amount: int) -> int: ...


class Discount:
    def __init__(self, least, percent):
        self.least = least
        self.percent = percent

    def apply(self, cents, article, amount):
        return cents - cents * self.percent // 100 if amount >= self.least else cents


class Surcharge:
    def __init__(self, handling, cents):
        self.handling = handling
        self.cents = cents

    def apply(self, cents, article, amount):
        if article.handling & self.handling:
            return cents + self.cents * amount
        return cents


class Tax:
    def apply(self, cents, article, amount):
        return cents + cents * article.category.tax // 100


class NotEnough(Exception):
    """Less in stock than wanted."""

    def __init__(self, code, missing):
        super().__init__(f"{missing} of {code} are missing")
        self.code = code
        self.missing = missing


class Store(ABC):
    """What a warehouse has to be able to do."""

    @abstractmethod
    def put(self, article, amount): ...

    @abstractmethod
    def take(self, article, amount): ...

    @abstractmethod
    def __len__(self): ...


class Warehouse(Store):
    """Shelves with stock."""

    def __init__(self, shelves):
        self.shelves = [Shelf(number) for number in range(shelves)]

    def put(self, article, amount):
        while amount:
            shelf = max(self.shelves)
            part = min(shelf.free, amount)
            if part <= 0:
                raise OverflowError(f"no place for {amount} of {article.code}")
            shelf.stock[article.code] += part
            amount -= part

    def take(self, article, amount):
        missing = amount - sum(shelf.stock[article.code] for shelf in self.shelves)
        if missing > 0:
            raise NotEnough(article.code, missing)
        for shelf in self.shelves:
            part = min(shelf.stock[article.code], amount)
            if part:
                shelf.stock[article.code] -= part
                amount -= part

    def __len__(self):
        return sum(shelf.stock.total() for shelf in self.shelves)


class Office:
    """Carries commands out and keeps events."""

    def __init__(self, warehouse, articles, rules):
        if not all(isinstance(rule, PriceRule) for rule in rules):
            raise TypeError("a rule cannot be applied")
        self.warehouse = warehouse
        self.articles = {article.code: article for article in articles}
        self.rules = rules
        self.events = []
        self.time = 0
        self.failures = Counter()

    def note(self, kind, cents=0, **details):
        self.events.append(Event(self.time, kind, cents, details))

    @singledispatchmethod
    def carry_out(self, command):
        raise TypeError(type(command).__name__)

    @carry_out.register
    def _(self, command: Receive):
        self.warehouse.put(self.articles[command.code], command.amount)
        self.note("received", **asdict(command))

    @carry_out.register
    def _(self, command: Ship):
        article = self.articles[command.code]
        self.warehouse.take(article, command.amount)
        cents = article.cents * command.amount
        for rule in self.rules:
            cents = rule.apply(cents, article, command.amount)
        self.note("shipped", cents, customer=command.customer, priority=command.priority.name)

    @carry_out.register
    def _(self, command: Move):
        source = self.warehouse.shelves[command.source]
        target = self.warehouse.shelves[command.target]
        for code, amount in list(source.stock.items()):
            part = min(amount, target.free)
            source.stock[code] -= part
            target.stock[code] += part
        self.note("moved", source=source.number, target=target.number)

    @carry_out.register
    def _(self, command: Audit):
        self.note("audited", amount=len(self.warehouse))

    def work(self, commands):
        for command in commands:
            self.time += 1
            try:
                self.carry_out(command)
            except NotEnough as failure:
                self.failures["stock"] += 1
                self.retry(command, failure)
            except OverflowError:
                self.failures["space"] += 1

    def retry(self, command, failure):
        """An urgent order is shipped as far as it can be."""
        rest = command.amount - failure.missing
        if command.priority is Priority.HIGH and rest > 0:
            self.carry_out(replace(command, amount=rest, priority=Priority.LOW))


def parse(line):
    match line.split():
        case ["receive", code, amount]:
            return Receive(code, int(amount))
        case ["ship", code, amount, "to", customer]:
            return Ship(code, int(amount), customer)
        case ["ship!", code, amount, "to", customer]:
            return Ship(code, int(amount), customer, priority=Priority.HIGH)
        case ["move", source, target] if source != target:
            return Move(int(source), int(target), priority=Priority.LOW)
        case ["audit"]:
            return Audit()
        case _:
            raise ValueError(line)


def make_articles():
    for index, category in enumerate(list(Category) * 3):
        handling = Handling(0)
        for bit, flag in enumerate(Handling):
            if (index * 5) >> bit & 1:
                handling |= flag
        yield Article(f"{category.label[:2]}{index}", category, 150 + index * 35, handling)


def make_lines(articles):
    state = 17
    for turn in range(COMMANDS):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        code = articles[(state >> 6) % len(articles)].code
        amount = 1 + (state >> 12) % 9
        if turn % 60 == 59:
            yield "audit"
        elif turn % 17 == 16:
            yield f"move {state % 8} {(state >> 5) % 8}"
        elif state >> 20 & 3 < 1:
            yield f"receive {code} {amount * 2 + 3}"
        else:
            yield f"ship{'!' if state >> 16 & 1 else ''} {code} {amount} to c{state % 11}"


def bench():
    articles = list(make_articles())
    rules = [Discount(6, 15), Surcharge(Handling.FRAGILE | Handling.COLD, 30), Tax()]
    office = Office(Warehouse(8), articles, rules)
    office.work(Receive(article.code, 12) for article in articles)
    wrong = 0
    commands = []
    for line in make_lines(articles):
        try:
            commands.append(parse(line))
        except ValueError:
            wrong += 1
    office.work(commands)
    kinds = Counter(event.kind for event in office.events)
    dearest = max(office.events, key=lambda event: (event.cents, event))
    reduced = sum(article.cents for article in articles if article.category.is_reduced)
    return (
        wrong,
        tuple(sorted(kinds.items())),
        tuple(sorted(office.failures.items())),
        astuple(dearest)[:3],
        sum(event.cents for event in office.events),
        sum(event.details.get("priority") == "LOW" for event in office.events),
        len({command for command in commands}),
        len(office.warehouse),
        reduced,
    )


EXPECTED = (
    18,
    (("audited", 33), ("moved", 98), ("received", 391), ("shipped", 1081)),
    (("space", 99), ("stock", 337)),
    (1766, "shipped", 5191),
    1890591,
    45,
    1202,
    315,
    1950,
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
