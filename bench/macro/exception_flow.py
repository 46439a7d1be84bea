"""Exceptions as control flow: validation, retries, backtracking, early ends, cleanup, causes.

Forms are validated by rules that raise, a flaky store is asked with retries and rollbacks, a search
leaves its recursion by an exception, and context managers count what they clean up.
"""

from contextlib import ExitStack, contextmanager, suppress

FORMS = 2200
KEYS = 1300


class Problem(Exception):
    """The base of everything that can go wrong here."""

    code = 1

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


class Missing(Problem):
    code = 2


class Malformed(Problem):
    code = 3


class OutOfRange(Malformed):
    code = 5


class TooMany(Problem):
    """Several problems of one form."""

    code = 7

    def __init__(self, problems):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def required(form, name):
    try:
        return form[name]
    except KeyError:
        raise Missing(f"{name} is missing", name) from None


def integer(form, name, low, high):
    text = required(form, name)
    try:
        value = int(text)
    except ValueError as error:
        raise Malformed(f"{name} is not a number", name) from error
    if not low <= value <= high:
        raise OutOfRange(f"{value} is not between {low} and {high}", name)
    return value


def address(form, name):
    text = required(form, name)
    try:
        user, host = text.split("@")
    except ValueError:
        raise Malformed(f"{text!r} is no address", name) from None
    return user, host.lower()


RULES = (
    lambda form: integer(form, "age", 18, 99),
    lambda form: integer(form, "number", 0, 10**6),
    lambda form: address(form, "mail"),
)


def validate(form):
    values, problems = [], []
    for rule in RULES:
        try:
            values.append(rule(form))
        except Problem as problem:
            problems.append(problem)
    if len(problems) > 1:
        raise TooMany(problems)
    if problems:
        raise problems[0]
    return values


def make_forms():
    state = 5
    for _ in range(FORMS):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        pick = state >> 7
        form = {
            "age": str(pick % 110),
            "number": str(pick) if pick % 5 else "abc",
            "mail": f"user{pick % 50}@Example.org" if pick % 7 else "nowhere",
        }
        for name in ("age", "mail"):
            if (pick >> 3) % (len(name) + 4) == 0:
                del form[name]
        yield form


def check_forms():
    score, causes = 0, 0
    for form in make_forms():
        try:
            age, _, (_, host) = validate(form)
        except Missing as problem:
            score += problem.code * len(problem.field)
        except OutOfRange as problem:
            score += problem.code
        except (Malformed, TooMany) as problem:
            causes += problem.__cause__ is not None
            for part in getattr(problem, "problems", [problem]):
                score += part.code
        else:
            score += age * len(host)
    return score, causes


class Unavailable(Problem):
    """Later it may work."""


class Conflict(Problem):
    """Somebody else was there before."""


class FlakyStore:
    """Fails in a pattern; changes are undone when a transaction fails."""

    def __init__(self):
        self.values = {}
        self.calls = 0
        self.rollbacks = 0

    def get(self, key):
        self.calls += 1
        if self.calls % 7 == 0:
            raise Unavailable("try again")
        return self.values[key]

    def put(self, key, value):
        self.calls += 1
        if self.calls % 11 == 0:
            raise Conflict("somebody else")
        self.values[key] = value

    @contextmanager
    def transaction(self):
        saved = dict(self.values)
        try:
            yield self
        except Conflict:
            self.values = saved
            self.rollbacks += 1
            raise


def retry(action, *arguments, times=4):
    """Calls until it works; the last failure is the cause of giving up."""
    failure = None
    for _ in range(times):
        try:
            return action(*arguments)
        except Unavailable as error:
            failure = error
    raise Problem("given up") from failure


def transfer(store, key):
    with store.transaction():
        try:
            old = retry(store.get, key)
        except LookupError:
            old = 0
        store.put(key, old + 1)
        store.put(("total", key % 3), retry(store.get, key) + old)


def use_store():
    store = FlakyStore()
    lost = 0
    for turn in range(KEYS):
        try:
            transfer(store, turn * 13 % 17)
        except Conflict:
            lost += 1
            with suppress(Problem):
                transfer(store, turn * 13 % 17)
    total = sum(value for key, value in store.values.items() if isinstance(key, int))
    return store.calls, store.rollbacks, lost, total


class Solved(Exception):
    """Carries the solution out of the recursion."""

    def __init__(self, placement):
        super().__init__()
        self.placement = placement


class DeadEnd(Exception):
    """This branch has no solution."""


def colour(graph, colours, assigned):
    """Raises Solved, or DeadEnd where no colour is left."""
    free = [node for node in graph if node not in assigned]
    if not free:
        raise Solved(dict(assigned))
    node = max(free, key=lambda name: (len(graph[name]), name))
    taken = {assigned.get(other) for other in graph[node]}
    for choice in range(colours):
        if choice in taken:
            continue
        assigned[node] = choice
        try:
            colour(graph, colours, assigned)
        except DeadEnd:
            del assigned[node]
    raise DeadEnd(node)


def make_graph(nodes):
    graph = {node: set() for node in range(nodes)}
    for node in range(nodes):
        for step in (1, 3, 5):
            other = (node * step + step) % nodes
            if other != node:
                graph[node].add(other)
                graph[other].add(node)
    return graph


def chromatic_number(nodes):
    graph = make_graph(nodes)
    for colours in range(2, nodes):
        try:
            colour(graph, colours, {})
        except DeadEnd:
            continue
        except Solved as solved:
            for node, choice in solved.placement.items():
                assert all(solved.placement[other] != choice for other in graph[node])
            return colours
    raise AssertionError("no number of colours was enough")


class Resource:
    """Has to be closed, and may fail to."""

    def __init__(self, number, log):
        self.number = number
        self.log = log

    def __enter__(self):
        if self.number % 9 == 8:
            raise Unavailable(f"resource {self.number}")
        return self

    def __exit__(self, kind, error, trace):
        self.log.append((self.number, kind.__name__ if kind else "-"))
        if self.number % 4 == 3 and kind is Conflict:
            return True
        return False


def use_resources(first, count, log):
    with ExitStack() as stack:
        for number in range(first, first + count):
            stack.enter_context(Resource(number, log))
            if number % 6 == 5:
                raise Conflict("in the middle")
        return count
    return -1


def cleanups():
    log, results = [], []
    for first in range(160):
        try:
            results.append(use_resources(first, 3, log))
        except Problem as problem:
            results.append(-problem.code if problem.__context__ is None else -100)
        finally:
            log.append((first, "finally"))
    return len(log), sum(results), sum(name == "Conflict" for _, name in log)


def first_match(values, wanted):
    """The index of a value and the steps to it; the steps are noted in any case."""
    steps = 0
    try:
        for index, value in enumerate(values):
            steps += 1
            if value == wanted:
                return index, steps
        else:
            raise LookupError(wanted)
    finally:
        values.append(steps)


def numbers(limit):
    try:
        for value in range(limit):
            yield value
    finally:
        yield -limit


def iteration_ends():
    total = 0
    for limit in range(60):
        values = list(range(0, limit, 2))
        with suppress(LookupError):
            index, _ = first_match(values, limit // 2)
            total += index
        total += values[-1]
        source = numbers(limit)
        while True:
            try:
                total += next(source)
            except StopIteration:
                break
    return total


def bench():
    return (
        check_forms(),
        use_store(),
        tuple(chromatic_number(nodes) for nodes in range(5, 20)),
        cleanups(),
        iteration_ends(),
    )


EXPECTED = (
    (51454, 225),
    (7149, 279, 279, 1300),
    (4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4),
    (483, 56, 81),
    33364,
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
