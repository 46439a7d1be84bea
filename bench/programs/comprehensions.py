"""List, set and dict comprehensions."""

GROUP = "lists"
SIZE = 2_000


def main(n):
    t = 0
    for k in range(n):
        squares = [i * i for i in range(500) if i & 1]
        small = {i & 63 for i in range(500)}
        table = {i: k for i in range(500)}
        t += len(squares) + len(small) + len(table)
    return t
