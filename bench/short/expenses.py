"""A program with a command line: lists, sums and converts expenses of a CSV file."""

import argparse
import csv
import datetime
import json
import sys
from collections import defaultdict


def day(text):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day: {text!r}") from None


def amount(text):
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0")[:2] or 0)


def build_parser():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", "-v", action="count", default=0)
    parser.add_argument("--version", action="version", version="%(prog)s 1.0")
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("file", type=argparse.FileType(encoding="utf-8"))
    common.add_argument("--since", type=day, default=datetime.date.min, metavar="DAY")
    common.add_argument("--until", type=day, default=datetime.date.max, metavar="DAY")
    common.add_argument("--only", action="append", default=[], metavar="CATEGORY")
    for name, about in (("list", "all expenses"), ("sum", "totals"), ("export", "as JSON")):
        command = commands.add_parser(name, help=about, parents=[common])
        if name == "sum":
            command.add_argument("--by", choices=("category", "month", "person"), nargs="+")
        group = command.add_mutually_exclusive_group()
        group.add_argument("--least", type=amount, default=0)
        group.add_argument("--most", type=amount, default=10**9)
    return parser


def read(options):
    for row in csv.DictReader(options.file):
        cents = amount(row["amount"])
        date = datetime.date.fromisoformat(row["day"])
        if options.only and row["category"] not in options.only:
            continue
        if options.since <= date <= options.until and options.least <= cents <= options.most:
            yield {**row, "amount": cents, "month": row["day"][:7]}


def show_list(rows, options):
    for number, row in enumerate(rows, start=1):
        print(f"{number:>4} {row['day']} {row['person']:<8}{row['category']:<10}", end="")
        print(f"{row['amount'] / 100:>10.2f}")


def show_sums(rows, options):
    for key in options.by or ["category"]:
        totals = defaultdict(int)
        for row in rows:
            totals[row[key]] += row["amount"]
        print(f"by {key}:")
        for name, cents in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
            print(f"    {name:<12}{cents / 100:>12,.2f}")


def export(rows, options):
    json.dump(rows, sys.stdout, indent=2)
    print()


def main(arguments=None):
    options = build_parser().parse_args(arguments)
    rows = list(read(options))
    if options.verbose:
        print(f"{len(rows)} rows", file=sys.stderr)
    {"list": show_list, "sum": show_sums, "export": export}[options.command](rows, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
