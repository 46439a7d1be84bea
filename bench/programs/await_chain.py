"""A chain of await, five coroutines deep, driven by send()."""

GROUP = "generators"
SIZE = 200_000


class Tick:
    def __await__(self):
        yield


async def five(n):
    tick = Tick()
    total = 0
    for i in range(n):
        await tick
        total += i & 7
    return total


async def four(n):
    return await five(n)


async def three(n):
    return await four(n)


async def two(n):
    return await three(n)


async def one(n):
    return await two(n)


def main(n):
    coroutine = one(n)
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value
