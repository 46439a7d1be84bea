"""The n queens on bit masks: recursion, a while loop, ands and shifts of ints."""

GROUP = "ints"
SIZE = 8


def place(full, columns, left, right):
    if columns == full:
        return 1
    count = 0
    free = full & ~(columns | left | right)
    while free:
        bit = free & -free
        free ^= bit
        count += place(full, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return count


def main(n):
    full = (1 << n) - 1
    t = 0
    for _ in range(150):
        t += place(full, 0, 0, 0)
    return t
