"""Functions made and called in a loop."""

GROUP = "calls"
SIZE = 500_000


def main(n):
    t = 0
    for i in range(n):
        f = lambda x: x + i  # noqa: E731
        t = f(1)
    return t
