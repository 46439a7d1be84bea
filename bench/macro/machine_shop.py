"""A discrete event simulation: customers bring jobs to a workshop of machines with queues.

A calendar (a heap of events) drives customers, machines that break down and are repaired, and a
clerk who sends each job to the shortest queue. All numbers come from a generator of its own.
"""

import heapq
import itertools

STOP_TIME = 12_000
PRIORITIES = ("urgent", "normal", "cheap")


class Random:
    """A linear congruential generator, the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % limit

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def choose(self, items):
        return items[self.below(len(items))]


class Calendar:
    """Future events in the order of their time; those of the same time as they were planned."""

    def __init__(self):
        self.now = 0
        self.events = []
        self.numbers = itertools.count()
        self.handled = 0

    def plan(self, delay, action, *arguments):
        event = (self.now + delay, next(self.numbers), action, arguments)
        heapq.heappush(self.events, event)

    def run(self, stop_time):
        while self.events and self.events[0][0] <= stop_time:
            self.now, _, action, arguments = heapq.heappop(self.events)
            self.handled += 1
            action(*arguments)


class Job:
    """What a customer wants done: some steps, each on a kind of machine."""

    def __init__(self, number, priority, steps, arrived):
        self.number = number
        self.priority = priority
        self.steps = steps
        self.arrived = arrived
        self.step = 0

    @property
    def finished(self):
        return self.step >= len(self.steps)

    @property
    def current(self):
        return self.steps[self.step]

    def __lt__(self, other):
        return (self.rank(), self.number) < (other.rank(), other.number)

    def rank(self):
        return PRIORITIES.index(self.priority)


class Machine:
    """Does one job at a time; waiting jobs are served by priority."""

    def __init__(self, shop, kind, number, speed):
        self.shop = shop
        self.kind = kind
        self.name = f"{kind}-{number}"
        self.speed = speed
        self.queue = []
        self.job = None
        self.broken = False
        self.busy_time = 0
        self.served = 0

    def load(self):
        return len(self.queue) + (self.job is not None) + (5 if self.broken else 0)

    def accept(self, job):
        heapq.heappush(self.queue, job)
        self.start_next()

    def start_next(self):
        if self.job is not None or self.broken or not self.queue:
            return
        self.job = heapq.heappop(self.queue)
        _, work = self.job.current
        duration = max(1, self.service_time(work))
        self.busy_time += duration
        self.shop.calendar.plan(duration, self.finish)

    def service_time(self, work):
        return work // self.speed

    def finish(self):
        job, self.job = self.job, None
        self.served += 1
        job.step += 1
        self.shop.route(job)
        self.start_next()

    def break_down(self):
        self.broken = True
        self.shop.breakdowns += 1
        self.shop.calendar.plan(self.shop.random.between(20, 60), self.repair)

    def repair(self):
        self.broken = False
        self.shop.plan_breakdown(self)
        self.start_next()


class SettingUpMachine(Machine):
    """Needs a time to set up whenever the priority of its jobs changes."""

    setup = 3

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.last_priority = None

    def service_time(self, work):
        duration = super().service_time(work)
        if self.job.priority != self.last_priority:
            self.last_priority = self.job.priority
            duration += self.setup
        return duration


class Statistics:
    """Times that jobs spent in the shop, by priority."""

    def __init__(self):
        self.times = {priority: [] for priority in PRIORITIES}

    def add(self, job, now):
        self.times[job.priority].append(now - job.arrived)

    def report(self):
        for priority, times in self.times.items():
            ordered = sorted(times)
            middle = ordered[len(ordered) // 2] if ordered else 0
            yield priority, len(times), sum(times), middle, max(ordered, default=0)


class Shop:
    """The workshop, its customers and its clerk."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.calendar = Calendar()
        self.statistics = Statistics()
        self.breakdowns = 0
        self.jobs = 0
        self.machines = {}
        plan = (("saw", 3, 2, Machine), ("lathe", 4, 3, SettingUpMachine), ("mill", 3, 2, Machine))
        for kind, count, speed, cls in plan:
            self.machines[kind] = [cls(self, kind, n, speed) for n in range(count)]
        for machine in itertools.chain.from_iterable(self.machines.values()):
            self.plan_breakdown(machine)
        for _ in range(6):
            self.calendar.plan(self.random.below(10), self.arrive)

    def plan_breakdown(self, machine):
        self.calendar.plan(self.random.between(200, 900), machine.break_down)

    def arrive(self):
        self.jobs += 1
        priority = self.random.choose(PRIORITIES)
        kinds = list(self.machines)
        steps = [
            (self.random.choose(kinds), self.random.between(6, 30))
            for _ in range(self.random.between(1, 4))
        ]
        self.route(Job(self.jobs, priority, steps, self.calendar.now))
        self.calendar.plan(self.random.between(10, 38), self.arrive)

    def route(self, job):
        if job.finished:
            self.statistics.add(job, self.calendar.now)
            return
        kind, _ = job.current
        min(self.machines[kind], key=Machine.load).accept(job)

    def busiest(self):
        machines = [machine for group in self.machines.values() for machine in group]
        return max(machines, key=lambda machine: (machine.busy_time, machine.name))


def bench():
    shop = Shop(seed=2024)
    shop.calendar.run(STOP_TIME)
    busiest = shop.busiest()
    return (
        shop.calendar.handled,
        shop.jobs,
        shop.breakdowns,
        busiest.name,
        busiest.busy_time,
        tuple(shop.statistics.report()),
    )


EXPECTED = (
    10828,
    3026,
    195,
    "saw-0",
    8924,
    (
        ("urgent", 1050, 24826, 23, 90),
        ("normal", 990, 25189, 24, 98),
        ("cheap", 980, 25393, 23, 114),
    ),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
