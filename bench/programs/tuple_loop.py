"""A loop over a list of tuples."""

GROUP = "tuples"
SIZE = 3_000


def main(n):
    rows = [(i, i + 1, "x") for i in range(1_000)]
    t = 0
    for _ in range(n):
        t = 0
        for a, b, _name in rows:
            t += b - a
    return t
