"""A round-robin scheduler of coroutines with channels: an event loop without events."""

from collections import deque

GROUP = "generators"
SIZE = 20_000


class Pause:
    __slots__ = ()

    def __await__(self):
        yield self


class Channel:
    def __init__(self):
        self.items = deque()

    async def get(self):
        while not self.items:
            await PAUSE
        return self.items.popleft()

    def put(self, item):
        self.items.append(item)


PAUSE = Pause()


async def producer(channel, n):
    for i in range(n):
        channel.put(i * 7 & 1023)
        await PAUSE
    channel.put(None)


async def worker(source, target):
    while (item := await source.get()) is not None:
        target.put(item * 3 + 1)
    target.put(None)


async def consumer(channel, results):
    total = 0
    while (item := await channel.get()) is not None:
        total = (total * 31 + item) & 0xFFFFFF
    results.append(total)


def run(tasks):
    ready = deque(tasks)
    steps = 0
    while ready:
        task = ready.popleft()
        steps += 1
        try:
            task.send(None)
        except StopIteration:
            continue
        ready.append(task)
    return steps


def main(n):
    results = []
    tasks = []
    for _ in range(3):
        first = Channel()
        second = Channel()
        tasks.append(producer(first, n))
        tasks.append(worker(first, second))
        tasks.append(consumer(second, results))
    steps = run(tasks)
    return steps, results
