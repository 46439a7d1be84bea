"""Appending to lists."""

GROUP = "lists"
SIZE = 2_000_000


def main(n):
    items = []
    for i in range(n):
        items.append(i)
    return len(items)
