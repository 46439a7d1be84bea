"""Conway's game of life on a set of cells."""

GROUP = "programs"
SIZE = 400


def step(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    key = (x + dx, y + dy)
                    counts[key] = counts.get(key, 0) + 1
    return {c for c, k in counts.items() if k == 3 or (k == 2 and c in cells)}


def main(n):
    cells = {(x, y) for x in range(24) for y in range(24) if (x * y + x) % 3 == 0}
    for _ in range(n):
        cells = step(cells)
    return len(cells)
