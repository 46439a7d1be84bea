"""A small suite: fixtures, subtests, mocks, warnings, expected failures, asynchronous tests."""

import asyncio
import io
import unittest
import warnings
from contextlib import redirect_stdout
from unittest import mock

from bank import Account, Bank, BankError, Overdrawn, UnknownAccount


class BankTest(unittest.TestCase):
    def setUp(self):
        self.bank = Bank()
        self.bank.open("ada").book(10_000, "cash")
        self.bank.open("bob", limit=500)

    def tearDown(self):
        self.assertEqual(len(self.bank.accounts), 2)


class TransferTest(BankTest):
    def test_moves_money(self):
        self.bank.transfer("ada", "bob", 2_500)
        self.assertEqual(self.bank["ada"].balance, 7_500)
        self.assertEqual(self.bank["bob"].balance, 2_500)

    def test_keeps_the_total(self):
        for cents in range(1, 100):
            with self.subTest(cents=cents):
                self.bank.transfer("ada", "bob", cents)
                self.assertEqual(self.bank.total(), 10_000)

    def test_limit(self):
        self.bank.transfer("bob", "ada", 500)
        with self.assertRaises(Overdrawn) as caught:
            self.bank.transfer("bob", "ada", 1)
        self.assertIn("bob has -500", str(caught.exception))

    def test_unknown(self):
        with self.assertRaisesRegex(UnknownAccount, "eve"):
            self.bank.transfer("ada", "eve", 5)
        self.assertEqual(self.bank["ada"].balance, 10_000)

    def test_nothing(self):
        for cents in (0, -1):
            with self.subTest(cents=cents), self.assertRaises(ValueError):
                self.bank.transfer("ada", "bob", cents)


class OpenTest(BankTest):
    def test_twice(self):
        self.assertRaises(BankError, self.bank.open, "ada")

    def test_names(self):
        for name in ("", "two words", "1st", "a-b"):
            with self.subTest(name=name), self.assertRaises(ValueError):
                self.bank.open(name)

    @unittest.expectedFailure
    def test_that_fails(self):
        self.assertEqual(self.bank["bob"].balance, 1)

    @unittest.skip("not today")
    def test_that_is_skipped(self):
        self.fail("was not skipped")


class StatementTest(BankTest):
    def test_text(self):
        self.bank.transfer("ada", "bob", 1_234)
        self.assertMultiLineEqual(
            self.bank.statement("ada"),
            "cash                    100.00\n"
            "to bob                  -12.34\n"
            "balance                  87.66",
        )

    def test_long(self):
        for turn in range(300):
            self.bank["ada"].book(turn, f"entry {turn}")
        text = self.bank.statement("ada")
        self.assertEqual(len(text.splitlines()), 302)
        self.assertRegex(text, r"entry 299 +2\.99")

    def test_printed(self):
        with redirect_stdout(io.StringIO()) as out:
            print(self.bank.statement("bob"))
        self.assertEqual(out.getvalue(), f"{'balance':<20}{'0.00':>10}\n")


class MockTest(unittest.TestCase):
    def test_books_both(self):
        bank = Bank()
        bank.accounts = {"a": mock.create_autospec(Account), "b": mock.MagicMock()}
        bank.transfer("a", "b", 7)
        bank.accounts["a"].book.assert_called_once_with(-7, "to b")
        self.assertEqual(bank.accounts["b"].mock_calls, [mock.call.book(7, "from a")])

    @mock.patch.object(Bank, "total", return_value=42)
    def test_patched(self, total):
        self.assertEqual(Bank().total(), 42)
        total.assert_called_once()

    def test_warns(self):
        with self.assertWarns(DeprecationWarning):
            warnings.warn("old", DeprecationWarning, stacklevel=2)


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.bank = Bank()
        for name in ("a", "b", "c"):
            self.bank.open(name).book(900, "cash")

    async def test_many(self):
        async def send(source, target):
            for _ in range(30):
                self.bank.transfer(source, target, 10)
                await asyncio.sleep(0)

        await asyncio.gather(send("a", "b"), send("b", "c"), send("c", "a"))
        balances = [account.balance for account in self.bank.accounts.values()]
        self.assertEqual(balances, [900, 900, 900])

    async def test_times_out(self):
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.001)


if __name__ == "__main__":
    unittest.main()
