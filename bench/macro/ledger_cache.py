"""Dict-heavy accounting behind an LRU cache: accounts, postings, balances, rates, and reports.

A journal of postings in several currencies is kept in dicts. Balances by account, month and
currency are asked for again and again, through a cache with a limited size that evicts the least
recently used entry and is invalidated by new postings.
"""

from collections import OrderedDict, defaultdict
from datetime import date, timedelta


class LinkedCache:
    """An LRU cache as a dict of nodes in a doubly linked list."""

    class Node:
        __slots__ = ("key", "value", "newer", "older")

        def __init__(self, key=None, value=None):
            self.key = key
            self.value = value
            self.newer = self.older = self

    def __init__(self, capacity):
        self.capacity = capacity
        self.nodes = {}
        self.end = self.Node()
        self.hits = self.misses = self.evictions = 0

    def __len__(self):
        return len(self.nodes)

    def __contains__(self, key):
        return key in self.nodes

    @staticmethod
    def unlink(node):
        node.newer.older = node.older
        node.older.newer = node.newer

    def link_newest(self, node):
        newest = self.end.older
        node.older, node.newer = newest, self.end
        newest.newer = self.end.older = node

    def get(self, key):
        node = self.nodes.get(key)
        if node is None:
            self.misses += 1
            raise KeyError(key)
        self.hits += 1
        self.unlink(node)
        self.link_newest(node)
        return node.value

    def put(self, key, value):
        node = self.nodes.get(key)
        if node is not None:
            node.value = value
            self.unlink(node)
        else:
            if len(self.nodes) >= self.capacity:
                self.discard(self.end.newer.key)
                self.evictions += 1
            node = self.nodes[key] = self.Node(key, value)
        self.link_newest(node)

    def discard(self, key):
        node = self.nodes.pop(key, None)
        if node is not None:
            self.unlink(node)

    def keys(self):
        node = self.end.newer
        while node is not self.end:
            yield node.key
            node = node.newer


class OrderedCache(OrderedDict):
    """The same by an OrderedDict."""

    def __init__(self, capacity):
        super().__init__()
        self.capacity = capacity
        self.hits = self.misses = self.evictions = 0

    def get(self, key):
        try:
            self.move_to_end(key)
        except KeyError:
            self.misses += 1
            raise
        self.hits += 1
        return self[key]

    def put(self, key, value):
        self[key] = value
        self.move_to_end(key)
        if len(self) > self.capacity:
            self.popitem(last=False)
            self.evictions += 1

    def discard(self, key):
        self.pop(key, None)


class UnbalancedEntry(ValueError):
    pass


class Ledger:
    """Entries of balanced postings in cents."""

    def __init__(self, cache):
        self.entries = []
        self.by_account = defaultdict(list)
        self.dependents = defaultdict(set)
        self.rates = {"EUR": (1, 1), "USD": (92, 100), "CHF": (104, 100), "JPY": (6, 1000)}
        self.cache = cache

    def post(self, day, text, currency, amounts):
        if sum(amounts.values()) != 0:
            raise UnbalancedEntry(f"{text}: {sum(amounts.values())} {currency} left over")
        entry = {"day": day, "text": text, "currency": currency, "amounts": dict(amounts)}
        self.entries.append(entry)
        for account, amount in amounts.items():
            self.by_account[account].append((day, currency, amount))
            for parent in self.with_parents(account):
                self.forget(parent, (day.year, day.month))

    def forget(self, prefix, month):
        """Takes what a posting changes out of the cache: the balances of its month, and of all."""
        keys = self.dependents[prefix]
        for key in [(prefix, month), (prefix, None)]:
            if key in keys:
                keys.remove(key)
                self.cache.discard(key)

    @staticmethod
    def with_parents(account):
        while account:
            yield account
            account = account.rpartition(":")[0]

    def balance(self, prefix, month=None):
        """Cents by currency of an account and those below it, in a month or altogether."""
        key = (prefix, month)
        try:
            return self.cache.get(key)
        except KeyError:
            pass
        totals = {}
        for account, postings in self.by_account.items():
            if account == prefix or account.startswith(prefix + ":"):
                for day, currency, amount in postings:
                    if month is None or (day.year, day.month) == month:
                        totals[currency] = totals.get(currency, 0) + amount
        self.cache.put(key, totals)
        self.dependents[prefix].add(key)
        return totals

    def in_euros(self, totals):
        whole = 0
        for currency, amount in totals.items():
            numerator, denominator = self.rates[currency]
            whole += amount * numerator // denominator
        return whole

    def trial_balance(self):
        result = defaultdict(lambda: {"debit": 0, "credit": 0})
        for entry in self.entries:
            for account, amount in entry["amounts"].items():
                side = "debit" if amount > 0 else "credit"
                result[account, entry["currency"]][side] += abs(amount)
        return result


GOODS = ("books", "food:lunch", "food:market", "travel:train", "travel:hotel", "rent")
CURRENCIES = ("EUR", "USD", "CHF", "JPY")


def make_entries(count):
    """Expenses with taxes, now and then salaries, transfers, and entries that do not balance."""
    day, state = date(2023, 1, 1), 99
    for number in range(count):
        state = (state * 16807) % 2147483647
        day += timedelta(days=state % 3)
        currency = CURRENCIES[state % 11 % 4]
        amount = 100 + state % 9000
        if number % 13 == 0:
            yield day, "salary", currency, {
                "income:salary": -amount * 20,
                "assets:bank": amount * 20,
            }
        elif number % 17 == 0:
            yield day, "cash", currency, {"assets:bank": -amount, "assets:cash": amount}
        elif number % 97 == 0:
            yield day, "slip", currency, {"assets:cash": -amount, "expenses:books": amount + 1}
        else:
            tax = amount * 19 // 119
            source = "assets:cash" if state % 5 == 0 else "assets:bank"
            goods = f"expenses:{GOODS[state % 6]}"
            yield day, "buy", currency, {source: -amount, "taxes": tax, goods: amount - tax}


def questions(day, number):
    """What somebody looks at after an entry."""
    month = (day.year, day.month)
    yield "assets", month
    if number % 4 == 0:
        yield "expenses:food", month
        yield f"expenses:{GOODS[number % 6]}", month
    if number % 9 == 0:
        yield "expenses", None
        for earlier in range(max(1, day.month - 4), day.month):
            yield "income", (day.year, earlier)
            yield f"expenses:{GOODS[number % 6]}", (day.year, earlier)


def run(cache, count):
    ledger = Ledger(cache)
    refused, checksum = 0, 0
    for number, (day, text, currency, amounts) in enumerate(make_entries(count)):
        try:
            ledger.post(day, text, currency, amounts)
        except UnbalancedEntry:
            refused += 1
        for prefix, month in questions(day, number):
            for _ in range(2):
                euros = ledger.in_euros(ledger.balance(prefix, month))
            checksum = (checksum * 7 + euros) % 1_000_000_007
    trial = ledger.trial_balance()
    largest = max(trial, key=lambda key: (trial[key]["debit"], key))
    statistics = cache.hits, cache.misses, cache.evictions, len(cache)
    return checksum, refused, len(trial), largest, trial[largest]["credit"], statistics


def bench():
    linked, ordered = LinkedCache(24), OrderedCache(24)
    first, second = run(linked, 380), run(ordered, 380)
    if first != second or list(linked.keys()) != list(ordered.keys()):
        raise AssertionError("the caches differ")
    return first


EXPECTED = (135298879, 3, 40, ("assets:bank", "EUR"), 263973, (1105, 613, 47, 21))

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
