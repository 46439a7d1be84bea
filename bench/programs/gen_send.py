"""A coroutine in the old sense: values go in by send(), averages come out."""

GROUP = "generators"
SIZE = 400_000


def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        term = yield average
        total += term
        count += 1
        average = total / count


def main(n):
    a = averager()
    next(a)
    result = 0.0
    for i in range(n):
        result = a.send(i)
    return result
