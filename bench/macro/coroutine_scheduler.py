"""A scheduler of its own, without asyncio: generators that yield requests, and what runs them.

Tasks sleep in virtual time, talk by channels, wait for each other, are cancelled, and delegate with
yield from; a small operating system of generators.
"""

import heapq
from collections import deque
from itertools import count


class Cancelled(Exception):
    """Thrown into a task that shall end."""


class Deadlock(Exception):
    """Tasks wait, and nobody can wake them."""


class Request:
    """What a task can yield."""

    def handle(self, scheduler, task):
        raise NotImplementedError


class Sleep(Request):
    def __init__(self, ticks):
        self.ticks = ticks

    def handle(self, scheduler, task):
        scheduler.wake_at(scheduler.time + self.ticks, task)


class Spawn(Request):
    def __init__(self, name, generator):
        self.name = name
        self.generator = generator

    def handle(self, scheduler, task):
        scheduler.resume(task, scheduler.spawn(self.name, self.generator))


class Join(Request):
    """Waits for the end of a task: its result, or its exception."""

    def __init__(self, other):
        self.other = other

    def handle(self, scheduler, task):
        if self.other.done:
            scheduler.deliver(self.other, task)
        else:
            self.other.joiners.append(task)


class Cancel(Request):
    def __init__(self, other):
        self.other = other

    def handle(self, scheduler, task):
        scheduler.cancel(self.other)
        scheduler.resume(task)


class Send(Request):
    def __init__(self, channel, value):
        self.channel = channel
        self.value = value

    def handle(self, scheduler, task):
        channel = self.channel
        if channel.receivers:
            scheduler.resume(channel.receivers.popleft(), self.value)
            scheduler.resume(task)
        elif len(channel.values) < channel.size:
            channel.values.append(self.value)
            scheduler.resume(task)
        else:
            channel.senders.append((task, self.value))


class Receive(Request):
    def __init__(self, channel):
        self.channel = channel

    def handle(self, scheduler, task):
        channel = self.channel
        if channel.values:
            scheduler.resume(task, channel.values.popleft())
            if channel.senders:
                sender, value = channel.senders.popleft()
                channel.values.append(value)
                scheduler.resume(sender)
        elif channel.senders:
            sender, value = channel.senders.popleft()
            scheduler.resume(task, value)
            scheduler.resume(sender)
        else:
            channel.receivers.append(task)


class Channel:
    """Holds some values; who sends more has to wait."""

    def __init__(self, size=0):
        self.size = size
        self.values = deque()
        self.senders = deque()
        self.receivers = deque()


class Task:
    """A generator and where it stands."""

    def __init__(self, name, generator):
        self.name = name
        self.generator = generator
        self.done = False
        self.result = None
        self.failure = None
        self.joiners = []
        self.steps = 0

    def step(self, value, failure):
        """The next request; None at the end."""
        self.steps += 1
        try:
            if failure is not None:
                return self.generator.throw(failure)
            return self.generator.send(value)
        except StopIteration as end:
            self.result = end.value
        except Exception as error:
            self.failure = error
        self.done = True
        return None


class Scheduler:
    """Runs tasks in turn until all of them are done."""

    def __init__(self):
        self.time = 0
        self.ready = deque()
        self.sleeping = []
        self.numbers = count()
        self.tasks = []
        self.switches = 0

    def spawn(self, name, generator):
        task = Task(name, generator)
        self.tasks.append(task)
        self.resume(task)
        return task

    def resume(self, task, value=None, failure=None):
        self.ready.append((task, value, failure))

    def wake_at(self, time, task):
        heapq.heappush(self.sleeping, (time, next(self.numbers), task))

    def cancel(self, task):
        if not task.done:
            self.sleeping = [entry for entry in self.sleeping if entry[2] is not task]
            heapq.heapify(self.sleeping)
            self.resume(task, failure=Cancelled(task.name))

    def deliver(self, ended, task):
        if ended.failure is not None:
            self.resume(task, failure=ended.failure)
        else:
            self.resume(task, ended.result)

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.time, _, task = heapq.heappop(self.sleeping)
                self.resume(task)
            task, value, failure = self.ready.popleft()
            if task.done:
                continue
            self.switches += 1
            request = task.step(value, failure)
            if request is not None:
                request.handle(self, task)
            else:
                for joiner in task.joiners:
                    self.deliver(task, joiner)
        waiting = [task.name for task in self.tasks if not task.done]
        if waiting:
            raise Deadlock(waiting)


def numbers_from(start, out):
    value = start
    while True:
        yield Send(out, value)
        value += 1


def sieve_stage(prime, source, out):
    while True:
        value = yield Receive(source)
        if value % prime:
            yield Send(out, value)


def primes(limit):
    """A chain of filters, one for each prime that was found."""
    found, stages = [], []
    source = Channel(4)
    stages.append((yield Spawn("numbers", numbers_from(2, source))))
    while len(found) < limit:
        prime = yield Receive(source)
        found.append(prime)
        out = Channel(4)
        stages.append((yield Spawn(f"filter {prime}", sieve_stage(prime, source, out))))
        source = out
    for stage in stages:
        yield Cancel(stage)
    return found


def worker(number, jobs, results):
    """Works until it is cancelled; sleeps as long as a job is big."""
    done = 0
    try:
        while True:
            job = yield Receive(jobs)
            answer = yield from solve(job)
            yield Send(results, (number, job, answer))
            done += 1
    except Cancelled:
        return done


def solve(job):
    steps = 0
    value = job
    while value != 1:
        value = value * 3 + 1 if value & 1 else value >> 1
        steps += 1
        if steps % 25 == 0:
            yield Sleep(1)
    yield Sleep(1 + job % 3)
    return steps


def feed(jobs, amount):
    for job in range(1, amount + 1):
        yield Send(jobs, job)


def farm(workers, amount):
    jobs, results = Channel(2), Channel()
    tasks = []
    for number in range(workers):
        task = yield Spawn(f"worker {number}", worker(number, jobs, results))
        tasks.append(task)
    feeder = yield Spawn("feeder", feed(jobs, amount))
    digest = 0
    for _ in range(amount):
        number, job, answer = yield Receive(results)
        digest = (digest * 31 + number * 7 + job + answer) % 1000003
    yield Join(feeder)
    counts = []
    for task in tasks:
        yield Cancel(task)
        counts.append((yield Join(task)))
    return digest, tuple(counts)


def walk(tree):
    """A recursive generator whose every level delegates."""
    if tree is None:
        return 0
    left, value, right = tree
    size = yield from walk(left)
    yield Sleep(value % 2)
    size += yield from walk(right)
    return size + 1


def make_tree(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return make_tree(low, middle), middle, make_tree(middle + 1, high)


def failing(after):
    yield Sleep(after)
    raise LookupError(after)


def supervisor():
    """Starts what fails again, a few times."""
    failures = 0
    for attempt in range(20):
        task = yield Spawn(f"attempt {attempt}", failing(attempt % 5))
        try:
            yield Join(task)
        except LookupError as error:
            failures += error.args[0] + 1
    return failures


def main(results):
    tasks = []
    for generator in (primes(100), farm(4, 1100), walk(make_tree(0, 1500)), supervisor()):
        tasks.append((yield Spawn(generator.__name__, generator)))
    for task in tasks:
        results[task.name] = yield Join(task)


def bench():
    scheduler = Scheduler()
    results = {}
    scheduler.spawn("main", main(results))
    scheduler.run()
    stuck = Scheduler()
    stuck.spawn("left alone", farm(2, 3))
    stuck.spawn("forever", feed(Channel(), 1))
    try:
        stuck.run()
    except Deadlock as deadlock:
        results["stuck"] = deadlock.args[0]
    return (
        scheduler.time,
        scheduler.switches,
        results["primes"][-1],
        results["farm"],
        results["walk"],
        results["supervisor"],
        tuple(results["stuck"]),
    )


EXPECTED = (1082, 23738, 541, (20632, (289, 274, 269, 268)), 1500, 60, ("forever",))

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
