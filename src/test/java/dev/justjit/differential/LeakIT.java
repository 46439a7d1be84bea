package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The fixture programs run again and again in one process: memory blocks, references and machine
 * code stay level. The long form is described in the driver.
 */
final class LeakIT {
    private static final Path DRIVER = Programs.fixtures().resolve("cpython/leak_driver.py");
    private static final long LIMIT_SECONDS = 1800;

    /** By templates: the library's own code gets graphs while the programs run, which is no leak. */
    @Test
    void nothingPilesUp() {
        check(List.of("-Djustjit.optimizer=off"));
    }

    /** Nor when code is made of graphs, and left on purpose. */
    @OfGraphs
    @Test
    void nothingPilesUpByGraphs() {
        check(List.of("-Djustjit.optimizer=always", "-Djustjit.exits=random:9:1"));
    }

    private static void check(List<String> options) {
        List<String> arguments = List.of("--jit=eager", DRIVER.toString(), "--rounds", "10");
        Outcome outcome = Programs.run(options, arguments, LIMIT_SECONDS);
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
    }
}
