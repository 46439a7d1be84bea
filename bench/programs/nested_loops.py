"""Three nested loops over ranges."""

GROUP = "ints"
SIZE = 150


def main(n):
    count = 0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                if i + j + k == n:
                    count += 1
    return count
