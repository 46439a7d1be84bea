"""if and elif chains, and, or, not."""

GROUP = "control"
SIZE = 1_000_000


def main(n):
    a = b = c = 0
    for i in range(n):
        k = i % 7
        if k == 0 or k == 5:
            a += 1
        elif k < 3 and not (i & 8):
            b += 1
        else:
            c += 1
    return a, b, c
