"""try blocks that nothing is raised in."""

GROUP = "exceptions"
SIZE = 1_500_000


def main(n):
    t = 0
    for i in range(n):
        try:
            t = t ^ i
        except ValueError:
            t = -1
        finally:
            t = t & 0xFFFF
    return t
