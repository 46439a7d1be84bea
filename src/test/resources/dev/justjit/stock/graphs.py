"""A function and the loop of the main module stay hot until graphs were made of them."""

import time

from justjit import explain, stats


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def total(points):
    sum = 0.0
    for p in points:
        sum += p.x * 0.5 + p.y * 0.25 - p.x * p.y
        sum -= p.x * 0.5 + p.y * 0.25 - p.x * p.y
    return sum


def main(points):
    end = time.monotonic() + 40
    sum = 0.0
    turns = 0
    while turns % 64 or stats()["optimized_loops"] == 0 and time.monotonic() < end:
        turns += 1
        for p in points:
            sum += p.x * 0.5 + p.y * 0.25 - p.x * p.y
            sum -= p.x * 0.5 + p.y * 0.25 - p.x * p.y
    return stats()["optimized_loops"] > 0 and abs(sum) < 1.0


points = [Point(float(i), float(i + 1)) for i in range(50)]
end = time.monotonic() + 40
while time.monotonic() < end and not (explain(total)["optimizer"] or {}).get("ratio"):
    for _ in range(300):
        total(points)
known = explain(total)
faster = known["optimizer"]["ratio"] < 0.98
print(known["tier"] == ("graph" if faster else "templates"), abs(total(points)) < 1.0, main(points))
