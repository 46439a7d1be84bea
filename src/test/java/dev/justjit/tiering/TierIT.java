package dev.justjit.tiering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess.Outcome;
import org.junit.jupiter.api.Test;

/**
 * Code that stays hot reaches the optimizing compiler by itself, and leaves it where that does not pay. Programs work until
 * that has happened, however long a busy machine takes.
 */
class TierIT {
    private static final long PATIENCE_SECONDS = 600;

    private static final String COMMON =
            """
            from itertools import repeat
            from justjit import explain, stats

            class Point:
                def __init__(self, x, y):
                    self.x = x
                    self.y = y

            points = [Point(float(i), float(i + 1)) for i in range(50)]

            def until(condition, work):
                while not condition():
                    work()

            def call(function, *arguments):
                for _ in map(function, *arguments):  # from C: nothing inlines the function
                    pass
            """;

    private static void prints(String expected, String program, String... options)
            throws Exception {
        try (JarProgram jar = new JarProgram()) {
            jar.limit(PATIENCE_SECONDS);
            jar.option("-Djustjit.optimizer=on").option("-Djustjit.optimizer.millis=0");
            jar.option("-Djustjit.optimizer.samples=2");
            for (String option : options) {
                jar.option(option);
            }
            Outcome done = jar.with("p.py", COMMON + program).run("run", "--jit=hot", "p.py");
            assertEquals("", done.err());
            assertEquals(expected, done.out());
            assertEquals(0, done.status());
        }
    }

    @Test
    void hotFunctionsAreTimedInBoth() throws Exception {
        prints(
                "ok\n",
                """
                def total(points):
                    sum = 0.0
                    for p in points:
                        sum += (p.x * p.x + p.y * p.y) * 0.5 - p.x * p.y + p.x + p.y - 25.0
                        sum -= p.x * 0.25 - p.x * 0.25
                    return sum

                def work():
                    call(total, repeat(points, 300))

                until(lambda: explain(total)["optimizer"] and explain(total)["optimizer"]["ratio"] > 0, work)
                known = explain(total)
                faster = known["optimizer"]["ratio"] < 0.98
                assert known["tier"] == ("graph" if faster else "templates"), known
                assert (known["optimizer"]["reason"] is None) == faster, known
                counters = stats()
                assert counters["optimized"] + counters["optimized_in_vain"] > 0
                print("ok")
                """);
    }

    @Test
    void loopsOfOneCallGoOnInGraphs() throws Exception {
        prints(
                "True\n",
                """
                def main(points):
                    sum = 0.0
                    turns = 0
                    while turns % 64 or stats()["optimized_loops"] == 0:
                        turns += 1
                        for p in points:
                            sum += p.x * 0.5 + p.y * 0.25 - p.x * p.y
                            sum -= p.x * 0.5 + p.y * 0.25 - p.x * p.y
                    return stats()["optimized_loops"] > 0 and abs(sum) < 1.0

                print(main(points))
                """);
    }

    /** Requests are waited for, and nothing is timed: what happens depends on looks alone. */
    @Test
    void whatIsLeftTooOftenGoesBackToTemplates() throws Exception {
        prints(
                "ok\n",
                """
                def add(a, b, c):
                    return ((a + b) * c - a) * (b + c) - (a * b + c)

                def work():
                    call(add, range(2000), repeat(2), repeat(3))

                until(lambda: explain(add)["tier"] == "graph", work)
                kinds = [1, 1.5, True, 1 << 70, complex(1, 2)]
                for a in kinds:
                    for b in kinds:
                        for c in kinds:
                            call(add, repeat(a, 60), repeat(b), repeat(c))
                known = explain(add)
                assert known["versions"] > 2, known
                expected = ((2.5 + 3) * 4 - 2.5) * 7 - (2.5 * 3 + 4)
                assert add(2.5, 3, 4) == expected
                print("ok")
                """,
                "-Djustjit.wait=true");
    }

    @Test
    void explainTellsWhatIsLeftAndWhatIsInlined() throws Exception {
        prints(
                "ok\n",
                """
                def half(x):
                    return x * 0.5

                def sum_of(points):
                    sum = 0.0
                    for p in points:
                        sum += half(p.x)
                        del p
                    print(end="")
                    return sum

                def work():
                    call(sum_of, repeat(points, 300))

                until(lambda: explain(sum_of)["tier"] == "graph", work)
                optimizer = explain(sum_of)["optimizer"]
                wholes = {whole["opcode"] for whole in optimizer["wholes"]}
                assert any(name.startswith("CALL_KW") for name in wholes), optimizer
                assert optimizer["inlined"] == ["half"], optimizer
                for whole in optimizer["wholes"]:
                    assert whole["reason"] and whole["line"] > 0, whole
                print("ok")
                """,
                "-Djustjit.wait=true");
    }
}
