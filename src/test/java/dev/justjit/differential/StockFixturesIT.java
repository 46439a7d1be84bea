package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Fixture programs in Debian's {@code python3.13}, which has no shared library, as the host: every third one;
 * the script without {@code --every} runs all.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
final class StockFixturesIT {
    private static final long LIMIT_SECONDS = 1200;

    @Test
    void fixturesAreEqual() {
        fixtures("--every", "3");
    }

    /** With code that one run has stored; every sixth, each of which is run three times. */
    @Test
    void fixturesAreEqualWithoutAJvm() {
        fixtures("--mode", "eager", "--stored", "--every", "6");
    }

    private static void fixtures(String... options) {
        Path root = Programs.fixtures().getParent();
        Path debian = Programs.jar().resolveSibling("debian");
        run("bash", root.resolve("bench/debian_python.sh"), debian, Programs.jar());
        Path python = debian.resolve("python3.13");
        Path script = Programs.fixtures().resolve("cpython/stock_fixtures.py");
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
