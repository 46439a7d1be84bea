package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs do the same interpreted and compiled: those of generators and coroutines, driven by random scripts and
 * handed back and forth, and those of classes, closures, generators and containers. Other seeds and longer runs are
 * described in the drivers.
 */
final class RandomProgramsIT {
    private static final long LIMIT_SECONDS = 600;

    private static final List<String> GRAPHS = List.of("-Djustjit.optimizer=always");
    private static final List<String> LEFT = List.of(GRAPHS.get(0), "-Djustjit.exits=random:7:1");

    @ParameterizedTest
    @ValueSource(strings = {"generators", "objects"})
    void interpretedAndCompiledAgree(String kind) {
        compare(kind, List.of(), seed(kind, 0), count(kind, 2000));
    }

    /** The same by graphs, the code of which is left on purpose, too. */
    @ParameterizedTest
    @ValueSource(strings = {"generators", "objects"})
    void graphsAgree(String kind) {
        compare(kind, GRAPHS, seed(kind, 10_000), count(kind, 300));
        compare(kind, LEFT, seed(kind, 11_000), count(kind, 100));
    }

    @OfGraphs
    @ParameterizedTest
    @ValueSource(strings = {"generators", "objects"})
    void moreGraphsAgree(String kind) {
        compare(kind, GRAPHS, 30_000, count(kind, 2000));
        compare(kind, LEFT, 40_000, count(kind, 500));
    }

    /** A few seeds give programs of objects that never end: these are some that do. */
    private static int seed(String kind, int generators) {
        return kind.equals("objects") ? 1_390_000 + Math.max(10_000, generators) : generators;
    }

    /** Programs of objects are many times as long as those of generators. */
    private static int count(String kind, int generators) {
        return kind.equals("objects") ? Math.min(60, generators / 4) : generators;
    }

    private static void compare(String kind, List<String> options, int seed, int count) {
        Path driver = Programs.fixtures().resolve("cpython/random_" + kind + ".py");
        Outcome outcome =
                Programs.run(
                        options,
                        List.of(
                                "--jit=decorated",
                                "--stats",
                                driver.toString(),
                                "--seed",
                                String.valueOf(seed),
                                "--count",
                                String.valueOf(count)),
                        LIMIT_SECONDS);
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        assertTrue(outcome.out().contains(" 0 differ"), outcome::out);
        assertTrue(outcome.err().contains("justjit: failures 0\n"), outcome::err);
    }
}
