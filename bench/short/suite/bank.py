"""Accounts with rules: what the tests beside it test."""

from dataclasses import dataclass, field


class BankError(Exception):
    """Something that the bank does not do."""


class UnknownAccount(BankError):
    """There is no account of this name."""


class Overdrawn(BankError):
    """More would be taken than there is."""


@dataclass
class Account:
    """A balance in cents and how it came to be."""

    owner: str
    limit: int = 0
    entries: list = field(default_factory=list)

    @property
    def balance(self):
        return sum(cents for cents, _ in self.entries)

    def book(self, cents, text):
        if cents < 0 and self.balance + cents < -self.limit:
            raise Overdrawn(f"{self.owner} has {self.balance}, not {-cents}")
        self.entries.append((cents, text))


class Bank:
    """Accounts by the names of their owners."""

    def __init__(self):
        self.accounts = {}

    def open(self, owner, limit=0):
        if not owner or not owner.isidentifier():
            raise ValueError(f"not a name: {owner!r}")
        if owner in self.accounts:
            raise BankError(f"{owner} has an account")
        account = self.accounts[owner] = Account(owner, limit)
        return account

    def __getitem__(self, owner):
        try:
            return self.accounts[owner]
        except KeyError:
            raise UnknownAccount(owner) from None

    def transfer(self, source, target, cents):
        if cents <= 0:
            raise ValueError("only what is more than nothing can be transferred")
        to = self[target]
        self[source].book(-cents, f"to {target}")
        to.book(cents, f"from {source}")

    def total(self):
        return sum(account.balance for account in self.accounts.values())

    def statement(self, owner):
        account = self[owner]
        lines = [f"{text:<20}{cents / 100:>10.2f}" for cents, text in account.entries]
        lines.append(f"{'balance':<20}{account.balance / 100:>10.2f}")
        return "\n".join(lines)
