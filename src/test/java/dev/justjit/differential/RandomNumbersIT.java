package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Random numeric functions with loops give the same interpreted and compiled, bit for bit. Other
 * seeds and longer runs are described in the driver.
 */
final class RandomNumbersIT {
    private static final Path DRIVER = Programs.fixtures().resolve("cpython/random_numbers.py");
    private static final long LIMIT_SECONDS = 900;
    private static final int PROCESSES = 2;
    private static final int FUNCTIONS_EACH = 10_000;

    /** How many functions are run in the modes in which nothing stays interpreted. */
    private static final String FUNCTIONS_OF_MODES = "1500";

    @Test
    void interpretedAndCompiledAgree() {
        ArrayList<CompletableFuture<Outcome>> running = new ArrayList<>();
        for (int process = 0; process < PROCESSES; process++) {
            String seed = Integer.toString(process * FUNCTIONS_EACH);
            String count = Integer.toString(FUNCTIONS_EACH);
            running.add(
                    start("--jit=decorated", DRIVER.toString(), "--seed", seed, "--count", count));
        }
        for (CompletableFuture<Outcome> process : running) {
            Outcome outcome = process.join();
            System.out.print(outcome.out());
            assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
            assertTrue(outcome.out().contains(" 0 differ"), outcome::out);
            noFailures(outcome);
        }
    }

    @Test
    void modesAgree() {
        CompletableFuture<Outcome> off = digests("--jit=off");
        CompletableFuture<Outcome> hot = digests("--jit=hot", "--threshold", "3");
        same(off.join(), hot.join());
        same(off.join(), digests("--jit=eager").join());
    }

    private static void same(Outcome expected, Outcome actual) {
        assertEquals(0, expected.status(), expected::err);
        assertEquals(0, actual.status(), actual::err);
        assertEquals(expected.out(), actual.out());
        noFailures(actual);
    }

    private static void noFailures(Outcome outcome) {
        assertTrue(outcome.err().contains("justjit: failures 0\n"), outcome::err);
    }

    private static CompletableFuture<Outcome> digests(String... mode) {
        ArrayList<String> arguments = new ArrayList<>(List.of(mode));
        arguments.addAll(List.of(DRIVER.toString(), "--digests", "--count", FUNCTIONS_OF_MODES));
        return start(arguments.toArray(String[]::new));
    }

    private static CompletableFuture<Outcome> start(String... arguments) {
        ArrayList<String> all = new ArrayList<>(List.of("--stats"));
        all.addAll(List.of(arguments));
        return CompletableFuture.supplyAsync(() -> Programs.run(all, LIMIT_SECONDS));
    }
}
