package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that run twice in a python3.13. */
class StockVerifyIT {
    @TempDir private Path folder;

    private static final String PROGRAM =
            """
            import os, sys, time
            import justjit

            def compute(n):
                return [i * n for i in range(5)]

            def verified():
                return justjit.explain(compute)["verify"]["verified"]

            end = time.monotonic() + 60
            while justjit.stats().get("verified_calls", 0) < 100 and time.monotonic() < end:
                for k in range(1000):
                    compute(k)
            assert verified() >= 90, justjit.verify_report()
            assert "dis" not in sys.modules and "math" not in sys.modules
            before = verified()
            child = os.fork()
            if not child:
                for k in range(5000):
                    assert compute(k)[1] == k
                print(justjit.verify_report(), flush=True)
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            for k in range(5000):
                compute(k)
            assert verified() > before
            """;

    private static void assertVerified(Outcome done) {
        assertEquals(0, done.status(), done::err);
        assertEquals("{}\n", done.out());
        assertTrue(done.err().matches("justjit: verify: \\d+ calls of .* 0 differences\n"));
    }

    @Test
    void theCommandAndTheVariable() throws Exception {
        StockPython python = new StockPython(folder);
        assertVerified(python.justjit(Map.of(), "run", "--jit=verify", "-c", PROGRAM));
        Path start = python.start();
        Map<String, String> environment =
                Map.of(
                        "JUSTJIT",
                        "verify",
                        "JUSTJIT_JAR",
                        StockPython.jar(),
                        "PYTHONPATH",
                        start.toString());
        assertVerified(python.plain(environment, "-c", PROGRAM));
    }

    @Test
    void aRateThatIsNoneIsNamed() throws Exception {
        Map<String, String> environment = Map.of("JUSTJIT_VERIFY_RATE", "two");
        Outcome done =
                new StockPython(folder)
                        .justjit(environment, "run", "--jit=verify", "-c", "print(1)");
        assertEquals("1\n", done.out());
        assertTrue(
                done.err()
                        .startsWith(
                                "justjit: JUSTJIT_VERIFY_RATE is a number above 0 and not above 1, not two\n"),
                done::err);
    }

    @Test
    void withoutACompilerNothingIsVerified() throws Exception {
        String program =
                """
                import justjit

                @justjit.jit(verify=True)
                def f(n):
                    return n + 1

                print([f(i) for i in range(3)], justjit.status())
                """;
        Outcome done = new StockPython(folder).plain(Map.of("JUSTJIT", "0"), "-c", program);
        assertEquals("[1, 2, 3] running interpreted: JUSTJIT is 0\n", done.out(), done::err);
        assertEquals("", done.err());
    }
}
