package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random programs of classes, closures, generators and containers do the same interpreted and
 * compiled. Other seeds and longer runs are described in the driver.
 */
final class RandomObjectsIT {
    private static final Path DRIVER = Programs.fixtures().resolve("cpython/random_objects.py");
    private static final long LIMIT_SECONDS = 600;

    @Test
    void interpretedAndCompiledAgree() {
        Outcome outcome =
                Programs.run(
                        List.of("--jit=decorated", "--stats", DRIVER.toString(), "--count", "2000"),
                        LIMIT_SECONDS);
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        assertTrue(outcome.out().contains(" 0 differ"), outcome::out);
        assertTrue(outcome.err().contains("justjit: failures 0\n"), outcome::err);
    }
}
