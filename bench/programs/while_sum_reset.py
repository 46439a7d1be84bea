"""A while loop whose plain sum starts again often, so that it stays a one-digit int."""

GROUP = "ints"
SIZE = 3_500


def total(n):
    t = 0
    i = 0
    while i < n:
        t += i
        i += 1
    return t


def main(n):
    result = 0
    k = 0
    while k < n:
        result = total(600)
        k += 1
    return result
