package dev.justjit.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Randomly broken bytecode is refused, or does what the interpreter does with it. The program {@code
 * mutate.py} tells how.
 */
class BrokenBytecodeIT {
    private static final int MUTATIONS = 200;

    /** Deaths of forked children are part of the program: no reports of them. */
    private static final List<String> QUIET =
            List.of("-XX:+SuppressFatalErrorMessage", "-XX:-CreateCoredumpOnCrash");

    private static final Pattern SUMMARY =
            Pattern.compile("compared=(\\d+) refused=(\\d+) crashed=(\\d+) differ=0\n");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 103})
    void isRefusedOrDoesTheSame(int seed) throws Exception {
        try (InputStream program = BrokenBytecodeIT.class.getResourceAsStream("mutate.py")) {
            Files.copy(program, folder.resolve("mutate.py"));
        }
        Outcome done =
                Launch.run(
                        folder,
                        QUIET,
                        Map.of("PYTHONHASHSEED", "0"),
                        "--jit=decorated",
                        "mutate.py",
                        Integer.toString(seed),
                        Integer.toString(MUTATIONS));
        assertEquals(0, done.status(), () -> done.out() + done.err());
        Matcher summary = SUMMARY.matcher(done.out());
        assertTrue(summary.matches(), () -> done.out() + done.err());
        assertTrue(Integer.parseInt(summary.group(1)) > MUTATIONS / 4, done::out);
        assertTrue(Integer.parseInt(summary.group(2)) > MUTATIONS / 4, done::out);
    }
}
