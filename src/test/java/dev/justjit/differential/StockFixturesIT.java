package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Fixture programs, modules of CPython's tests and random programs in Debian's {@code python3.13}, which has no shared
 * library, as the host: some of each; the scripts run all.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
final class StockFixturesIT {
    private static final long LIMIT_SECONDS = 1200;

    /** Every third one. */
    @Test
    void fixturesAreEqual() {
        script("stock_fixtures.py", "--every", "3");
    }

    /** With code that one run has stored; every sixth, each of which is run three times. */
    @Test
    void fixturesAreEqualWithoutAJvm() {
        script("stock_fixtures.py", "--mode", "eager", "--stored", "--every", "6");
    }

    /** The outcome of every test. */
    @Test
    void testsOfCPythonAreEqual() {
        script("stock_modules.py", "--some", "--mode", "hot", "--mode", "stored", "-v");
    }

    /** What they do, by digests. */
    @Test
    void randomProgramsAreEqual() {
        script("stock_random.py", "--count", "500", "--mode", "eager", "--mode", "stored");
    }

    private static void script(String name, String... options) {
        Path root = Programs.fixtures().getParent();
        Path debian = Programs.jar().resolveSibling("debian");
        run("bash", root.resolve("bench/debian_python.sh"), debian, Programs.jar());
        Path python = debian.resolve("python3.13");
        Path script = Programs.fixtures().resolve("cpython").resolve(name);
        List<Object> words = new ArrayList<>();
        words.addAll(List.of(python, script, "--python", python, "--jar", Programs.jar()));
        words.addAll(List.of(options));
        System.out.print(run(words.toArray()));
    }

    private static String run(Object... words) {
        List<String> command = new ArrayList<>(List.of("env", "-u", "LD_PRELOAD"));
        command.add("JUSTJIT_JAVA=" + System.getProperty("java.home"));
        for (Object word : words) {
            command.add(word.toString());
        }
        Outcome outcome = Programs.runCommand(command, LIMIT_SECONDS);
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        return outcome.out();
    }
}
