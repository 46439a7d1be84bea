package dev.justjit.attach;

import org.junit.jupiter.api.Test;

/** What {@code justjit.explain} tells about loops. */
class ExplainLoopsIT {
    @Test
    void saysWhatIsWhere() throws Exception {
        PythonApiIT.passes(
                "--jit=decorated",
                """
                from justjit import compile_function, explain, stats

                def loops(f):
                    return [loop for loop in explain(f)["loops"] if loop["kind"] == "loop"]

                def mixed(n, scale):
                    total = 0
                    ratio = 1.0
                    for i in range(n):
                        total += i * scale
                        ratio = ratio / 2
                    while total > 0:
                        total -= 1 << 20
                        if total % 7 == 3:
                            str(total)
                    for word in "ab":
                        word + "c"
                    return ratio

                compile_function(mixed)
                first = mixed.__code__.co_firstlineno
                cold = loops(mixed)
                assert [loop["line"] - first for loop in cold] == [3, 6, 10], cold
                for loop in cold:
                    assert loop["reason"] == "not hot yet" and loop["regions"] == []
                mixed(5000, 1000)
                counters = stats()
                hot, left, other = loops(mixed)
                assert hot["reason"] is None and other["reason"] == "not hot yet"
                region, = hot["regions"]
                assert region["entered"] == 1 and region["bytes"] > 100
                assert region["obstacles"] == []
                kinds = {value["name"]: value["type"] for value in region["values"]}
                assert kinds["total"] == kinds["i"] == kinds["scale"] == "int", kinds
                assert kinds["ratio"] == "float"
                places = {value["name"]: value["place"] for value in region["values"]}
                assert len({places[name] for name in ("total", "scale", "ratio")}) == 3, places
                assert "nowhere" not in places.values()
                taken = [(s["line"] - first, s["reason"], s["count"])
                         for s in region["exits"] if s["count"]]
                assert taken == [(3, "the range ends", 1)], taken
                region, = left["regions"]
                assert [bad["line"] - first for bad in region["obstacles"]] == [9], region
                counts = {s["line"] - first: s["count"] for s in region["exits"]}
                assert region["entered"] >= counts[9] > 0, region
                assert counters["regions"] == 2 and counters["loops_refused"] == 0

                def refused(n):
                    count = 0
                    for i in range(n):
                        count += len(str(i))
                    return count

                compile_function(refused)
                refused(5000)
                loop, = loops(refused)
                where = f"(line {refused.__code__.co_firstlineno + 3})"
                assert loop["regions"] == [] and loop["reason"].endswith(where), loop
                assert stats()["loops_refused"] == 1

                def square(x):
                    return x * x

                def squares(n):
                    total = 0
                    for i in range(n):
                        total += square(i)
                    return total

                compile_function(squares)(5000)
                called = [region["calls"] for loop in loops(squares)
                          for region in loop["regions"]]
                assert called == [["square"]], called
                for f in mixed, refused:
                    lines = [position[0] for position in f.__code__.co_positions()]
                    for site in explain(f)["exits"]:
                        assert site["line"] == lines[site["unit"]], site
                print("done")
                """);
    }
}
