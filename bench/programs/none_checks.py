"""Comparison with None and identity."""

GROUP = "control"
SIZE = 4_500


def main(n):
    items = [None, 1, None, 2] * 300
    t = 0
    for _ in range(n):
        for item in items:
            if item is None:
                t += 1
            elif item is not False:
                t -= 1
    return t
