"""Bubble sort: comparison and swap of list items."""

GROUP = "lists"
SIZE = 1_700


def main(n):
    items = [(i * 7919) % 1_009 for i in range(n)]
    for end in range(n - 1, 0, -1):
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
    return items[0], items[n // 2], items[-1]
