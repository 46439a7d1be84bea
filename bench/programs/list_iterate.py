"""A for loop over a list."""

GROUP = "lists"
SIZE = 4_000


def main(n):
    items = [i & 15 for i in range(1_000)]
    t = 0
    for _ in range(n):
        t = 0
        for item in items:
            t += item
    return t
