"""sum() of a generator expression, which C code drives."""

GROUP = "generators"
SIZE = 800_000


def main(n):
    return sum(i * i & 255 for i in range(n))
