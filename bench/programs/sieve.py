"""The sieve of Eratosthenes on a list of bools."""

GROUP = "lists"
SIZE = 600_000


def main(n):
    flags = [True] * n
    count = 0
    for i in range(2, n):
        if flags[i]:
            count += 1
            j = i + i
            while j < n:
                flags[j] = False
                j += i
    return count
