"""Methods that add one to an attribute."""

GROUP = "objects"
SIZE = 1_500_000


class Counter:
    def __init__(self):
        self.x = 0

    def increment(self):
        self.x += 1


def main(n):
    c = Counter()
    for _ in range(n):
        c.increment()
    return c.x
