"""f-strings with ints, strings and format specifications."""

GROUP = "strings"
SIZE = 200_000


def main(n):
    t = 0
    name = "row"
    for i in range(n):
        t += len(f"{name}-{i}: {i:>5}")
    return t
