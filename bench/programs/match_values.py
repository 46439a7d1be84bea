"""match with literal patterns and sequences."""

GROUP = "control"
SIZE = 500_000


def classify(item):
    match item:
        case 0:
            return 1
        case 1 | 2:
            return 2
        case (a, b):
            return a + b
        case {"k": value}:
            return value
        case _:
            return 0


def main(n):
    items = [0, 2, (3, 4), {"k": 5}, 9]
    t = 0
    for i in range(n):
        t += classify(items[i % 5])
    return t
