package dev.justjit.attach;

import org.junit.jupiter.api.Test;

/** Code that was compiled more than once. */
class VersionsIT {
    @Test
    void functionsRunTheirNewestVersion() throws Exception {
        PythonApiIT.passes(
                "--jit=decorated",
                """
                from justjit import jit, explain

                @jit
                def f(a, b, c):
                    a = a + 1
                    b = b + 1
                    c = c + 1
                    return a, b, c

                def leave(versions, *values):
                    for i in range(100):
                        assert f(*values) == tuple(v + 1 for v in values)
                    assert explain(f)["versions"] == versions

                leave(1, 1, 2, 3)
                leave(2, 1.5, 2, 3)
                leave(3, 1.5, 2.5, 3)
                assert not any(s["count"] for s in explain(f)["exits"])
                for i in range(5):
                    f(1.5, 2.5, 3.5)
                assert [s["count"] for s in explain(f)["exits"] if s["count"]] == [5], explain(f)
                print("done")
                """);
    }
}
