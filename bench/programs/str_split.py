"""Splitting, stripping and comparing of strings."""

GROUP = "strings"
SIZE = 5_000


def main(n):
    line = " ".join(f"field{i} " for i in range(150))
    t = 0
    for _ in range(n):
        for part in line.split(" "):
            if part.strip() == "field7" or part.startswith("field9"):
                t += 1
    return t
