"""asyncio: tasks and bounded queues, locks, events, groups, timeouts, cancellation, streams.

Everything waits for something else in the program and nothing for a clock: the loop's own order
makes the result the same each time.
"""

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager

ORDERS = 520


class OutOfStock(Exception):
    """A cook cannot make this."""


class Kitchen:
    """Cooks take orders from a queue; ovens are few."""

    def __init__(self, ovens):
        self.orders = asyncio.Queue(maxsize=6)
        self.dishes = asyncio.PriorityQueue()
        self.ovens = asyncio.Semaphore(ovens)
        self.pantry_lock = asyncio.Lock()
        self.pantry = defaultdict(lambda: 30)
        self.hot = 0
        self.hottest = 0

    @asynccontextmanager
    async def oven(self):
        async with self.ovens:
            self.hot += 1
            self.hottest = max(self.hottest, self.hot)
            try:
                yield self
            finally:
                self.hot -= 1

    async def fetch(self, ingredient, amount):
        async with self.pantry_lock:
            await asyncio.sleep(0)
            if self.pantry[ingredient] < amount:
                raise OutOfStock(ingredient)
            self.pantry[ingredient] -= amount

    async def restock(self, ingredient):
        async with self.pantry_lock:
            await asyncio.sleep(0)
            self.pantry[ingredient] += 25

    async def prepare(self, order):
        for ingredient, amount in order["recipe"]:
            try:
                await self.fetch(ingredient, amount)
            except OutOfStock:
                await self.restock(ingredient)
                await self.fetch(ingredient, amount)
        async with self.oven():
            for _ in range(order["minutes"]):
                await asyncio.sleep(0)
        return order["priority"], order["number"], len(order["recipe"])

    async def cook(self, log):
        done = 0
        try:
            while True:
                order = await self.orders.get()
                try:
                    await self.dishes.put(await self.prepare(order))
                    done += 1
                finally:
                    self.orders.task_done()
        except asyncio.CancelledError:
            log.append(done)
            raise


async def make_orders(count):
    state = 3
    for number in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        recipe = [
            (("flour", "eggs", "milk", "salt")[state >> shift & 3], 1 + (state >> shift & 3))
            for shift in range(4, 6 + (state >> 20) % 6, 2)
        ]
        yield {
            "number": number,
            "priority": state >> 9 & 3,
            "recipe": recipe,
            "minutes": 1 + (state >> 14) % 3,
        }
        if number % 10 == 0:
            await asyncio.sleep(0)


async def serve(kitchen, open_event, count):
    """A waiter brings dishes, the most urgent of those that are there."""
    await open_event.wait()
    digest = 0
    for _ in range(count):
        priority, number, size = await kitchen.dishes.get()
        digest = (digest * 33 + number * 4 + priority + size) % 1000003
    return digest


async def run_kitchen():
    kitchen = Kitchen(ovens=2)
    opened = asyncio.Event()
    log = []
    cooks = [asyncio.create_task(kitchen.cook(log), name=f"cook {n}") for n in range(4)]
    waiter = asyncio.create_task(serve(kitchen, opened, ORDERS))
    async for order in make_orders(ORDERS):
        await kitchen.orders.put(order)
        if order["number"] == 20:
            opened.set()
    await kitchen.orders.join()
    digest = await waiter
    for cook in cooks:
        cook.cancel()
    ends = await asyncio.gather(*cooks, return_exceptions=True)
    cancelled = sum(isinstance(end, asyncio.CancelledError) for end in ends)
    return digest, sum(log), cancelled, kitchen.hottest, sum(kitchen.pantry.values())


class Barrier:
    """Opens when enough tasks wait."""

    def __init__(self, size):
        self.size = size
        self.waiting = 0
        self.condition = asyncio.Condition()

    async def wait(self):
        async with self.condition:
            place = self.waiting
            self.waiting += 1
            if self.waiting == self.size:
                self.condition.notify_all()
            else:
                await self.condition.wait_for(lambda: self.waiting >= self.size)
            return place


async def count_down(name, start, barrier, results):
    for value in range(start, 0, -1):
        results.append((name, value))
        await asyncio.sleep(0)
    return await barrier.wait()


async def run_group():
    """A task group whose tasks meet, and one that fails as a whole."""
    results = []
    barrier = Barrier(5)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(count_down(name, 13 + 5 * place, barrier, results))
            for place, name in enumerate("abcde")
        ]
    places = [task.result() for task in tasks]
    failures = 0
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(never())
            for number in range(6):
                group.create_task(fail_later(number))
    except* OutOfStock as caught:
        failures += len(caught.exceptions)
    except* ValueError as caught:
        failures += 10 * len(caught.exceptions)
    return len(results), results[20], tuple(places), failures


async def never():
    await asyncio.get_running_loop().create_future()


async def fail_later(number):
    for _ in range(3):
        await asyncio.sleep(0)
    raise OutOfStock(number) if number % 3 else ValueError(number)


async def numbers(limit, trace):
    try:
        for value in range(limit):
            await asyncio.sleep(0)
            yield value
    finally:
        trace.append(limit)


async def run_streams():
    """Asynchronous generators and comprehensions, and what gives up waiting."""
    trace = []
    squares = [value * value async for value in numbers(160, trace) if value % 3 == 1]
    table = {key: key % 7 async for key in numbers(150, trace)}
    stream = numbers(100, trace)
    async for value in stream:
        if value == 30:
            break
    await stream.aclose()
    timeouts = 0
    for limit in (0, -1):
        try:
            async with asyncio.timeout(limit):
                await never()
        except TimeoutError:
            timeouts += 1
    total = 0
    for finished in asyncio.as_completed([add(n, n + 1) for n in range(30)]):
        total += await finished
    return sum(squares), sum(table.values()), tuple(trace), timeouts, total


async def add(first, second):
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, first + second)
    return await future


async def main():
    return await run_kitchen(), await run_group(), await run_streams()


def bench():
    return asyncio.run(main())


EXPECTED = (
    (883376, 520, 4, 2, 63),
    (115, ("a", 9), (0, 1, 2, 3, 4), 24),
    (442391, 444, (160, 150, 100), 2, 900),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
