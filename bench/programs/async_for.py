"""async for over an asynchronous generator that never waits."""

GROUP = "generators"
SIZE = 200_000


async def numbers(n):
    for i in range(n):
        yield i * 3


async def total(n):
    result = 0
    async for x in numbers(n):
        result = (result + x) & 0xFFFFFF
    return result


def main(n):
    try:
        total(n).send(None)
    except StopIteration as stop:
        return stop.value
