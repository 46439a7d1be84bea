"""Reads and writes of list items by index."""

GROUP = "lists"
SIZE = 2_000


def main(n):
    items = list(range(1_000))
    t = 0
    for k in range(n):
        for i in range(1_000):
            t = items[i] ^ k
            items[i] = t
    return t
