package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machine code of graphs on an emulated AArch64 machine, left on purpose wherever it can be left: fixture programs do what
 * interpreted ones do. Runs with {@code -Plong}, beside {@link Aarch64IT}.
 */
@OfGraphs
final class Aarch64GraphsIT {
    private static final int EVERY = 2;
    private static final int FEWEST = 150;

    /** Programs whose functions are part of their callers' graphs: all of them run. */
    private static final String INLINING = "inlining/";

    /** Takes minutes to compile there. */
    private static final String HUGE = "functions/huge_function.py";

    @TempDir private static Path folder;

    @BeforeAll
    static void prepare() {
        Aarch64Machine.prepare();
    }

    @Test
    void programsAgree() throws IOException {
        List<String> programs = new ArrayList<>(SharedProcess.programs(EVERY));
        programs.remove(HUGE);
        SharedProcess.programs(1).stream()
                .filter(name -> name.startsWith(INLINING) && !programs.contains(name))
                .forEach(programs::add);
        assertTrue(programs.size() >= FEWEST, () -> programs.size() + " programs only");
        Map<String, String> expected = Mode.OFF.batch(folder.resolve("here"));
        expected.keySet().retainAll(programs);
        Map<String, String> graphs =
                batch(
                        "graphs",
                        List.of(
                                "-Djustjit.optimizer=always",
                                "-Djustjit.wait=true",
                                "-Djustjit.exits=random:7:1"),
                        List.of("--jit=hot", "--threshold", "3", "--stats"),
                        programs);
        List<String> others = new ArrayList<>(programs);
        others.removeIf(name -> expected.get(name).equals(graphs.get(name)));
        if (!others.isEmpty()) {
            expected.putAll(batch("off", List.of(), List.of("--jit=off"), others));
        }
        assertEquals("", Aarch64Machine.differences("graphs", expected, graphs));
    }

    private static Map<String, String> batch(
            String name, List<String> java, List<String> mode, List<String> programs) {
        List<String> options = new ArrayList<>(mode);
        options.addAll(programs);
        Path file = folder.resolve(name);
        return Aarch64Machine.batch(file, java, options.toArray(String[]::new));
    }
}
