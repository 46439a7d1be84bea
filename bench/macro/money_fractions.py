"""Money and exact numbers: decimals in a ledger, loans and taxes; fractions in series and matrices.

Decimal with contexts, rounding modes and signals; Fraction in continued fractions, Egyptian
fractions, exact elimination and Bernoulli numbers; the two beside each other.
"""

from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    localcontext,
)
from fractions import Fraction
from math import comb

CENT = Decimal("0.01")


class Money:
    """An amount in a currency, always with two places."""

    __slots__ = ("amount", "currency")

    def __init__(self, amount, currency="EUR"):
        self.amount = Decimal(amount).quantize(CENT, rounding=ROUND_HALF_EVEN)
        self.currency = currency

    def _same(self, other):
        if self.currency != other.currency:
            raise TypeError(f"{self.currency} is not {other.currency}")
        return other.amount

    def __add__(self, other):
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other):
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor):
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other):
        return self.amount < self._same(other)

    def __bool__(self):
        return bool(self.amount)

    def __str__(self):
        return f"{self.amount:,} {self.currency}"

    def split(self, shares):
        """Parts in the ratio of shares, which together are exactly this."""
        whole = sum(shares)
        parts = [
            Money((self.amount * share / whole).quantize(CENT, rounding=ROUND_DOWN), self.currency)
            for share in shares
        ]
        rest = self.amount - sum(part.amount for part in parts)
        place = 0
        while rest:
            parts[place].amount += CENT
            rest -= CENT
            place += 1
        return parts


class Ledger:
    """Bookings between accounts; all balances together are nothing."""

    def __init__(self):
        self.balances = {}
        self.refused = 0

    def book(self, source, target, money):
        try:
            self.balances[source] = self.balances.get(source, Money(0)) - money
        except TypeError:
            self.refused += 1
            return
        self.balances[target] = self.balances.get(target, Money(0)) + money

    def total(self):
        return sum(self.balances.values(), Money(0))


def run_ledger(bookings):
    ledger = Ledger()
    state = 77
    for _ in range(bookings):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        money = Money(Decimal(state % 1000000).scaleb(-3), "USD" if state % 41 == 0 else "EUR")
        names = f"a{state >> 8 & 7}", f"a{state >> 16 & 7}"
        ledger.book(*names, money)
        for place, part in enumerate(money.split((1, 2, 4))):
            if part and money.currency == "EUR":
                ledger.book(names[1], f"part {place}", part)
    richest = max(ledger.balances, key=lambda name: (ledger.balances[name].amount, name))
    return richest, str(ledger.balances[richest]), str(ledger.total()), ledger.refused


def loan(principal, percent, years):
    """The monthly rate, the interest of all months, and the last payment."""
    monthly = Decimal(percent) / 1200
    months = years * 12
    factor = (1 + monthly) ** months
    rate = (principal * monthly * factor / (factor - 1)).quantize(CENT, rounding=ROUND_UP)
    rest, interest, last = principal, Decimal(0), rate
    while rest > 0:
        due = (rest * monthly).quantize(CENT, rounding=ROUND_HALF_UP)
        interest += due
        last = min(rate, rest + due)
        rest += due - last
    return rate, interest, last


BRACKETS = [
    (Decimal(limit), Decimal(rate))
    for limit, rate in (("0", "0"), ("10347", "0.14"), ("15000", "0.24"), ("58596", "0.42"))
]


def tax(income):
    """Each part of an income at the rate of its bracket."""
    total = Decimal(0)
    limits = [limit for limit, _ in BRACKETS[1:]] + [Decimal("Infinity")]
    for (low, rate), high in zip(BRACKETS, limits):
        if income <= low:
            break
        total += (min(income, high) - low) * rate
    return total.quantize(Decimal(1), rounding=ROUND_DOWN)


def pi_digits(places):
    """Machin's formula in a context of its own."""
    with localcontext() as context:
        context.prec = places + 5
        pi = 4 * (4 * arctan_inverse(5) - arctan_inverse(239))
        context.prec = places
        return +pi


def arctan_inverse(x):
    power = Decimal(1) / x
    total, square, n, sign = power, x * x, 1, 1
    while True:
        power /= square
        n += 2
        sign = -sign
        term = power / n
        if total + term == total:
            return total
        total += sign * term


def signals():
    """What contexts report, and what they raise."""
    seen = []
    with localcontext(Context(prec=6, traps=[DivisionByZero, InvalidOperation])) as context:
        for numerator, denominator in (("1", "3"), ("1", "0"), ("0", "0"), ("Infinity", "2")):
            context.clear_flags()
            try:
                result = Decimal(numerator) / Decimal(denominator)
            except (DivisionByZero, InvalidOperation) as signal:
                seen.append(type(signal).__name__)
            else:
                seen.append(f"{result}{'~' if context.flags[Inexact] else ''}")
    return tuple(seen)


def continued(fraction):
    while True:
        whole, rest = divmod(fraction.numerator, fraction.denominator)
        yield whole
        if not rest:
            return
        fraction = Fraction(fraction.denominator, rest)


def from_continued(terms):
    value = Fraction(0)
    for term in reversed(terms):
        value = 1 / (term + value) if value or term else value
    return 1 / value


def egyptian(fraction):
    """A sum of different unit fractions, always the largest that fits."""
    while fraction > 0:
        unit = -(-fraction.denominator // fraction.numerator)
        yield unit
        fraction -= Fraction(1, unit)


def bernoulli(count):
    numbers = [Fraction(1)]
    for n in range(1, count):
        total = sum(comb(n + 1, k) * numbers[k] for k in range(n))
        numbers.append(-total / (n + 1))
    return numbers


def solve(matrix, right):
    """Exact elimination."""
    n = len(matrix)
    rows = [row + [value] for row, value in zip(matrix, right)]
    for column in range(n):
        pivot = next(i for i in range(column, n) if rows[i][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [x / head for x in rows[column]]
        for i in range(n):
            if i != column and rows[i][column]:
                factor = rows[i][column]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[column])]
    return [row[-1] for row in rows]


def hilbert(n):
    return [[Fraction(1, i + j + 1) for j in range(n)] for i in range(n)]


def exact_numbers():
    ratio = Fraction(31415926, 10000000) + Fraction(1, 7919)
    terms = list(continued(ratio))
    assert from_continued(terms) == ratio
    units = [list(egyptian(Fraction(a, b))) for a in (3, 5, 9) for b in (7, 11, 17, 23)]
    solution = solve(hilbert(9), [Fraction(1)] * 9)
    harmonic = sum((Fraction(1, n) for n in range(1, 50)), Fraction(0))
    close = harmonic.limit_denominator(1000)
    numbers = bernoulli(29)
    decimal = Decimal(harmonic.numerator) / Decimal(harmonic.denominator)
    return (
        len(terms),
        sum(len(line) for line in units),
        tuple(map(int, solution)),
        f"{close} {decimal:.12f}",
        str(numbers[28]),
    )


def bench():
    loans = [loan(Decimal(100000 + 10 * n), f"{n}.25", 3 + n) for n in range(1, 6)]
    taxes = sum(tax(Decimal(income) / 3) for income in range(0, 300000, 1100))
    return (
        run_ledger(1000),
        tuple(str(value) for value in loans[-1]),
        str(sum(interest for _, interest, _ in loans)),
        str(taxes),
        str(pi_digits(150))[-12:],
        signals(),
        exact_numbers(),
    )


EXPECTED = (
    ("part 2", "274,940.60 EUR", "0.00 EUR", 19),
    ("1278.57", "22692.39", "1278.24"),
    "57088.82",
    "2933917",
    "172535940813",
    ("0.333333~", "DivisionByZero", "InvalidOperation", "Infinity"),
    (
        25,
        33,
        (9, -720, 13860, -110880, 450450, -1009008, 1261260, -823680, 218790),
        "2477/553 4.479205338329",
        "-23749461029/870",
    ),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
