"""Reports over records: comprehensions, groups, sorts, joins and sums of dicts and namedtuples.

Sales are made as dicts, joined with customers and products, turned into namedtuples, and asked the
questions that a small web shop asks its data.
"""

from collections import Counter, defaultdict, namedtuple
from itertools import accumulate, groupby
from operator import attrgetter, itemgetter

Sale = namedtuple("Sale", "day customer product amount cents region category")
Summary = namedtuple("Summary", "key count total mean largest")

SALES = 3300
REGIONS = ["north", "south", "east", "west"]
CATEGORIES = ["books", "music", "games"]


def make_customers():
    return {
        number: {
            "name": f"customer {number:03}",
            "region": REGIONS[number * 7 % len(REGIONS)],
            "tags": [tag for tag in ("new", "vip", "staff") if number % (len(tag) + 1) == 0],
        }
        for number in range(60)
    }


def make_products():
    return [
        {"code": f"p{n}", "category": CATEGORIES[n % 3], "cents": 199 + n * n % 37 * 25}
        for n in range(25)
    ]


def make_sales(customers, products):
    state = 20
    for _ in range(SALES):
        state = (state * 69069 + 1) & 0xFFFFFFFF
        yield {
            "day": 1 + (state >> 8) % 90,
            "customer": (state >> 13) % (len(customers) + 2),
            "product": products[(state >> 18) % len(products)]["code"],
            "amount": 1 + (state >> 24) % 5,
        }


def join(sales, customers, products):
    """Records with everything in them; sales of unknown customers are left out."""
    by_code = {product["code"]: product for product in products}
    for sale in sales:
        customer = customers.get(sale["customer"])
        if customer is None:
            continue
        product = by_code[sale["product"]]
        yield Sale(
            **sale,
            cents=product["cents"] * sale["amount"],
            region=customer["region"],
            category=product["category"],
        )


def group(records, key):
    groups = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return groups


def summarize(records, key):
    """One line for each group, the largest total first."""
    summaries = [
        Summary(
            name,
            len(members),
            total := sum(member.cents for member in members),
            total // len(members),
            max(member.cents for member in members),
        )
        for name, members in group(records, key).items()
    ]
    return sorted(summaries, key=lambda line: (-line.total, line.key))


def pivot(records):
    """Totals of regions and months in a nested dict, with sums at the borders."""
    cells = {region: dict.fromkeys((0, 1, 2), 0) for region in REGIONS}
    for record in records:
        cells[record.region][(record.day - 1) // 30] += record.cents
    columns = {month: sum(row[month] for row in cells.values()) for month in (0, 1, 2)}
    rows = {region: sum(row.values()) for region, row in cells.items()}
    return cells, rows, columns


def best_per_region(records, count):
    ordered = sorted(records, key=attrgetter("region", "cents", "day"), reverse=True)
    return {
        region: [record.cents for record in list(members)[:count]]
        for region, members in groupby(ordered, key=attrgetter("region"))
    }


def running_totals(records):
    per_day = Counter()
    for record in records:
        per_day[record.day] += record.cents
    days = sorted(per_day)
    return dict(zip(days, accumulate(per_day[day] for day in days)))


def bought_together(records):
    """The pairs of products that most customers have both bought."""
    baskets = {
        customer: sorted({record.product for record in bought})
        for customer, bought in group(records, attrgetter("customer")).items()
    }
    pairs = Counter(
        (first, second)
        for basket in baskets.values()
        for index, first in enumerate(basket)
        for second in basket[index + 1 :]
    )
    return sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:3]


def unusual(records, summaries):
    """Sales of more than three times the mean of their category."""
    means = {line.key: line.mean for line in summaries}
    return [
        (record.day, record.product, record.cents)
        for record in records
        if record.cents > 3 * means[record.category] and record.amount < 5
    ]


def customer_report(records, customers):
    spent = Counter()
    for record in records:
        spent[record.customer] += record.cents
    lines = [
        {"name": customers[number]["name"], "spent": cents, "tags": customers[number]["tags"]}
        for number, cents in spent.items()
    ]
    lines.sort(key=itemgetter("name"))
    lines.sort(key=itemgetter("spent"), reverse=True)
    tagged = {
        tag: sum(line["spent"] for line in lines if tag in line["tags"])
        for tag in sorted({tag for line in lines for tag in line["tags"]})
    }
    text = [
        f"{place:>2}. {line['name']:<14}{line['spent'] / 100:>10,.2f}"
        for place, line in enumerate(lines[:10], start=1)
    ]
    return tagged, "\n".join(text)


def amend(records):
    """Corrections: new records with some fields replaced, everything else the same."""
    return [
        sale._replace(amount=sale.amount + 1, cents=sale.cents + sale.cents // sale.amount)
        if sale.day % 13 == 0 and "p1" in sale.product
        else sale
        for sale in records
    ]


def checksum(text):
    value = 0
    for character in text:
        value = (value * 131 + ord(character)) % 1000000007
    return value


def report(records, customers):
    by_category = summarize(records, attrgetter("category"))
    by_week = summarize(records, lambda record: record.day // 7)
    _, rows, columns = pivot(records)
    totals = running_totals(records)
    tagged, text = customer_report(records, customers)
    parts = {
        "categories": [tuple(line) for line in by_category],
        "weeks": [line.key for line in by_week],
        "rows": rows,
        "columns": columns,
        "best": best_per_region(records, 3),
        "half": next(day for day, total in totals.items() if total * 2 >= max(totals.values())),
        "pairs": bought_together(records),
        "unusual": unusual(records, by_category),
        "tags": tagged,
        "text": text,
    }
    lines = [f"{name}: {value}" for name, value in parts.items()]
    return parts, checksum("\n".join(lines))


def bench():
    customers = make_customers()
    products = make_products()
    records = list(join(make_sales(customers, products), customers, products))
    parts, before = report(records, customers)
    _, after = report(amend(records), customers)
    matrix = [[record.cents for record in records if record.region == name] for name in REGIONS]
    widest = {len(row): [x for x in row if not x % 3][:2] for row in matrix}
    return (
        len(records),
        tuple(parts["pairs"]),
        parts["half"],
        before,
        after,
        tuple((size, *firsts) for size, firsts in sorted(widest.items())),
    )


EXPECTED = (
    3185,
    ((("p2", "p20"), 56), (("p2", "p22"), 56), (("p1", "p2"), 55)),
    46,
    798340074,
    585380427,
    ((762, 948, 672), (792, 2697, 897), (798, 2172, 597), (833, 1896, 474)),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
