package dev.justjit.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls that run twice: which do, and that nobody notices. */
class VerifyIT {
    private static final Map<String, String> ALL = Map.of("JUSTJIT_VERIFY_RATE", "1");

    private static void passes(String mode, Map<String, String> environment, String program)
            throws Exception {
        try (JarProgram jar = new JarProgram().option("-Djustjit.wait=true")) {
            jar.option("-Djustjit.loops=30");
            Outcome done =
                    jar.with("p.py", program)
                            .run(environment, "run", mode, "--threshold", "3", "p.py");
            assertEquals("done\n", done.out(), done::err);
            assertEquals(0, done.status());
            for (String line : done.err().split("\n")) {
                boolean summary = line.startsWith("justjit: verify: ");
                assertTrue(line.isEmpty() || summary && line.endsWith(" 0 differences"), done::err);
            }
        }
    }

    @Test
    void whatOnlyComputesRunsTwice() throws Exception {
        passes(
                "--jit=verify",
                ALL,
                """
                import justjit, math
                from math import inf, nan

                TABLE = {"a": [1, 2], "b": [3]}
                FACTOR = 3

                def helper(x, by=FACTOR):
                    return x * by

                def outer():
                    weight = [2]
                    def inner(x):
                        return x * weight[0]
                    return inner

                inner = outer()

                def ints(a, b): return a * b - a // (b | 1)
                def floats(a, b): return a * b + a / 3.0, -0.0 * a, nan, inf - a
                def loops(n):
                    s = 0
                    for i in range(n): s += helper(i) & 7
                    return s
                def texts(a, b): return "{} {}".format(a, b), f"{a:>5}|{b!r}", "-".join(map(str, (a, b)))
                def lists(xs, v):
                    xs.append(v)
                    xs[0] += 1
                    return xs
                def same(xs, ys): return xs is None, [xs, xs, ys]
                def dicts(d, k):
                    d[k] = d.get(k, 0) + 1
                    return {v: k for k, v in d.items()}
                def reads(k): return TABLE[k][0] + len(TABLE)
                def changes(k):
                    TABLE["b"].append(k)
                    return len(TABLE["b"])
                def raises(n): return 10 // (n % 3)
                def handles(n):
                    try:
                        return [1, 2][n % 4]
                    except IndexError as error:
                        raise ValueError(n, error.args) from error
                def generates(n): return sum(x * x for x in range(n)), sorted(range(n), key=lambda x: -x)
                def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
                def uses(x): return math.sqrt(x) + inner(x) + math.pi.real
                def keywords(a, *rest, b=1, **more): return a, rest, b, more
                def defaults(x, seen=[]):
                    seen.append(x)
                    return len(seen)
                def sets(n): return {i % 7 for i in range(n)}, 3 in {1, 2, 3}
                def matches(x):
                    match x:
                        case [a, *b]: return a, b
                        case {"k": v}: return v
                        case int(): return -x
                        case _: return None

                def tries(f, *args, **more):
                    try:
                        return f(*args, **more)
                    except (ZeroDivisionError, ValueError) as error:
                        return error

                for k in range(80):
                    ints(k, 3); ints(2**70, k); floats(k / 7, 2.0); loops(k); texts(k, "x"); lists([1.5, "a"], k)
                    xs = [k]
                    assert same(xs, [k])[1][0] is xs
                    dicts({"a": 1}, "b"); reads("a"); assert changes(k) == k + 2
                    tries(raises, k); tries(handles, k); generates(k % 5); fib(k % 9); uses(k)
                    keywords(k, 2, 3, b=4, c=5); assert defaults(k) == k + 1; sets(k)
                    matches([1, 2, 3]); matches({"k": 4}); matches(k); matches("x")
                seen = justjit.verify_report()
                states = {each["name"]: each for each in seen["functions"]}
                for f in (ints, floats, loops, texts, lists, same, dicts, reads, changes, raises, handles, generates, fib,
                          uses, keywords, defaults, sets, matches):
                    state = justjit.explain(f)["verify"]
                    assert state["state"] == "verified" and state["verified"] >= 70, (f, state)
                    assert states[f.__name__]["verified"] == state["verified"]
                assert seen["differences"] == [] and seen["counters"]["verify_failures"] == 0, seen
                assert justjit.stats()["verified_calls"] > 1000
                print("done")
                """);
    }

    @Test
    void whatDoesMoreIsLeftAlone() throws Exception {
        passes(
                "--jit=verify",
                ALL,
                """
                import justjit, os, random, time

                class Point:
                    def __init__(self, x): self.x = x
                    def __add__(self, other): seen.append(other); return 7

                class Loud(int):
                    def __add__(self, other): seen.append(other); return 7

                seen, count, log = [], 0, []
                point, loud = Point(1), Loud(2)

                def effect(n): log.append(n)
                def prints(n): return print(n, end="", file=None) if n < 0 else n
                def writes(n):
                    global count
                    count += 1
                    return count
                def identity(a, b): return a is b
                def address(a): return id(a)
                def chance(n): return random.random()
                def clock(n): return time.monotonic()
                def files(n): return os.getcwd()
                def attribute(p): return p.x
                def imports(n):
                    import math
                    return math.pi
                def yields(n): yield n
                async def waits(n): return n
                def calls(f, n): return f(n)
                def adds(a, b): return a + b
                def adds_loud(a, b): return a + b
                def makes(n): return lambda: n
                def shared(n): return log
                def counter():
                    n = 0
                    def step(by):
                        nonlocal n
                        n += by
                        return n
                    return step
                step = counter()
                def texts(n): return "{0.__class__}".format(n)
                def through(n): return effect(n)
                def classes(n): return (str if n else n).__class__
                def late(n): return (os if n else n).getpid()

                for k in range(60):
                    effect(k); prints(k); writes(k); identity(k, k); address(k); chance(k); clock(k); files(k)
                    attribute(point); imports(k); list(yields(k)); waits(k).close(); calls(prints, k)
                    adds(point, k); adds_loud(loud, k); makes(k); step(1); texts(k); through(k); classes(k); late(1)
                reasons = {
                    effect: None, prints: "print", writes: "STORE_GLOBAL", identity: "which object", address: "id",
                    chance: "random.random", clock: "time.monotonic", files: "os.getcwd", attribute: "attribute x",
                    imports: "IMPORT_NAME", calls: "argument 1 is a function", adds: "argument 1 is a Point",
                    adds_loud: "argument 1 is a Loud", makes: "a result is a function", step: "enclosing function",
                    texts: "calls format", through: None, classes: "attribute __class__", late: "getpid",
                }
                for f, reason in reasons.items():
                    state = justjit.explain(f)["verify"]
                    if reason is None:  # the list that it appends to was a copy, too
                        assert state["verified"] > 0, (f, state)
                    else:
                        said = f"{state['reason']} {list(state['skipped'])}"
                        assert state["state"].startswith("not verified") and reason in said, (f, state)
                        assert state["verified"] == 0, (f, state)
                assert len(log) == 120 and count == 60 and seen == [k for k in range(60) for _ in "ab"], (log, seen)
                assert step(1) == 61
                print("done")
                """);
    }

    @Test
    void framesDepthAndTracebacksAreThoseOfTheProgram() throws Exception {
        passes(
                "--jit=verify",
                ALL,
                """
                import inspect, justjit, sys, traceback

                def fails(n):
                    return 1 // (n - n)
                def deep(n):
                    return n and 1 + deep(n - 1)
                def names(f):
                    try:
                        f(1)
                    except ZeroDivisionError as error:
                        return [(e.name, e.lineno) for e in traceback.extract_tb(error.__traceback__)], error.__context__
                for k in range(30):
                    lines, context = names(fails)
                    assert [name for name, _ in lines] == ["names", "fails"] and context is None, lines
                    assert lines[1][1] == fails.__code__.co_firstlineno + 1
                    deep(20)
                limit = sys.getrecursionlimit()
                def depth(f):
                    low, high = 1, 3 * limit
                    while low + 1 < high:
                        middle = (low + high) // 2
                        try:
                            f(middle)
                            low = middle
                        except RecursionError:
                            high = middle
                    return low
                source = "def deep(n):\\n    return n and 1 + deep(n - 1)"
                assert abs(depth(deep) - (limit - 3)) < 3, depth(deep)
                assert inspect.getsource(fails).startswith("def fails") and inspect.isfunction(fails)
                assert justjit.explain(fails)["verify"]["verified"] > 0
                assert justjit.explain(deep)["verify"]["verified"] > 0
                print("done")
                """);
    }

    @Test
    void whoWaitsForASignalHandlerDoesNotWaitTwice() throws Exception {
        passes(
                "--jit=verify",
                ALL,
                """
                import justjit, signal, threading

                stop = False

                def handler(number, frame):
                    global stop
                    stop = True

                def waits(n):
                    k = 0
                    while not stop:
                        k += 1
                    return n

                def shared(n): return n + 1

                signal.signal(signal.SIGALRM, handler)
                for i in range(8):
                    stop = False
                    signal.setitimer(signal.ITIMER_REAL, 0.002)
                    assert waits(i) == i
                assert "changed meanwhile" in str(justjit.explain(waits)["verify"]["skipped"])

                def work():
                    for i in range(50): shared(i)

                thread = threading.Thread(target=work)
                thread.start()
                thread.join()
                seen = justjit.explain(shared)["verify"]
                assert seen["verified"] == 0 and "other threads" in str(seen["skipped"]), seen
                print("done")
                """);
    }

    @Test
    void markedFunctionsAtTheRateThatTheyAsk() throws Exception {
        passes(
                "--jit=decorated",
                Map.of(),
                """
                import justjit

                @justjit.jit(verify=True)
                def usual(a): return a + 1
                @justjit.jit(verify=0.1)
                def seldom(a): return a + 1
                @justjit.jit(verify=1)
                def always(a): return a + 1
                @justjit.jit
                def never(a): return a + 1
                @justjit.jit
                def caller(n):
                    s = 0
                    for i in range(n): s += usual(i)
                    return s

                for k in range(1002):
                    usual(k); seldom(k); always(k); never(k)
                verified = [justjit.explain(f)["verify"]["verified"] for f in (usual, seldom, always, never)]
                assert 104 <= verified[0] <= 118 and 70 <= verified[1] <= 140, verified
                assert verified[2:] == [1000, 0], verified
                for k in range(50):
                    caller(200)
                assert justjit.explain(usual)["verify"]["verified"] > verified[0] + 50
                for wrong, kind in (("yes", TypeError), (2, ValueError), (-0.5, ValueError)):
                    try:
                        justjit.jit(verify=wrong)
                    except kind as error:
                        assert "verify must be" in str(error)
                    else:
                        raise AssertionError(wrong)
                print("done")
                """);
    }
}
