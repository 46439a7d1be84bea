"""with statements over an object of a Python class."""

GROUP = "exceptions"
SIZE = 400_000


class Guard:
    def __init__(self):
        self.depth = 0

    def __enter__(self):
        self.depth += 1
        return self

    def __exit__(self, kind, value, trace):
        self.depth -= 1
        return False


def main(n):
    g = Guard()
    t = 0
    for i in range(n):
        with g as entered:
            t += entered.depth
    return t
