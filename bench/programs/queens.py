"""The n queens by backtracking."""

GROUP = "lists"
SIZE = 1_000


def place(row, n, columns, left, right):
    if row == n:
        return 1
    count = 0
    for c in range(n):
        if not (columns[c] or left[row + c] or right[row - c + n]):
            columns[c] = left[row + c] = right[row - c + n] = True
            count += place(row + 1, n, columns, left, right)
            columns[c] = left[row + c] = right[row - c + n] = False
    return count


def main(n):
    t = 0
    for _ in range(n):
        t += place(0, 6, [False] * 6, [False] * 12, [False] * 13)
    return t
