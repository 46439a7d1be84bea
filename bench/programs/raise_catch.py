"""An exception raised and caught in a loop."""

GROUP = "exceptions"
SIZE = 450_000


def main(n):
    caught = 0
    for i in range(n):
        try:
            raise ValueError(i)
        except ValueError:
            caught += 1
    return caught
