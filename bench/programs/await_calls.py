"""Coroutines that are awaited five calls deep and return without suspending."""

GROUP = "generators"
SIZE = 120_000


async def five(x):
    return x + 1


async def four(x):
    return await five(x) + 1


async def three(x):
    return await four(x) + 1


async def two(x):
    return await three(x) + 1


async def one(n):
    total = 0
    for i in range(n):
        total = (total + await two(i)) & 0xFFFF
    return total


def main(n):
    try:
        one(n).send(None)
    except StopIteration as stop:
        return stop.value
