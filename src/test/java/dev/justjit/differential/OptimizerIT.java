package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.differential.Programs.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixture programs, one after the other in one process, do the same when graphs are compiled as when interpreted. */
final class OptimizerIT {
    private static final Path BATCH = Programs.fixtures().resolve("cpython/batch.py");
    private static final long LIMIT_SECONDS = 900;

    /** A part of all: one program of so many. */
    private static final int EVERY = 6;

    @TempDir private Path folder;

    @Test
    void plainGraphsAreEqual() throws IOException {
        compare(List.of("-Djustjit.optimizer=plain"), List.of("--jit=eager"), EVERY);
    }

    @Test
    void graphsWithoutFeedbackAreEqual() throws IOException {
        compare(List.of("-Djustjit.optimizer=always"), List.of("--jit=eager"), EVERY);
    }

    /** Classes that change and generators that go on, when graphs rely on what the interpreter saw before. */
    @Test
    void graphsWithFeedbackAreEqual() throws IOException {
        compare(
                List.of("-Djustjit.optimizer=always", "-Djustjit.wait=true"),
                List.of("--jit=hot", "--threshold", "3"),
                List.of(
                        "attributes/attribute_errors.py",
                        "attributes/bound_methods.py",
                        "generators/other_kinds_after_yield.py"));
    }

    /** Operations whose nodes rely on what the interpreter saw before, on other objects then. */
    @Test
    void operationsOnOtherObjectsAreEqual() throws IOException {
        List<String> operations =
                programs(1).stream().filter(name -> name.startsWith("operations/")).toList();
        compare(
                List.of("-Djustjit.optimizer=always", "-Djustjit.wait=true"),
                List.of("--jit=hot", "--threshold", "20"),
                operations);
    }

    private void compare(List<String> options, List<String> mode, int every) throws IOException {
        compare(options, mode, programs(every));
    }

    private void compare(List<String> options, List<String> mode, List<String> programs)
            throws IOException {
        assertEquals(
                outcomes(List.of(), List.of("--jit=off"), programs),
                outcomes(options, mode, programs));
    }

    private List<String> outcomes(List<String> options, List<String> mode, List<String> programs)
            throws IOException {
        Path file = Files.createTempFile(folder, "outcomes", "");
        List<String> arguments = new ArrayList<>(mode);
        arguments.add(BATCH.toString());
        arguments.add(file.toString());
        arguments.addAll(programs);
        Outcome outcome = Programs.run(options, arguments, LIMIT_SECONDS);
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        return Files.readAllLines(file);
    }

    /** Names of programs that can share a process. */
    private static List<String> programs(int every) {
        Outcome leftOut =
                Programs.run(List.of("--jit=off", BATCH.toString(), "--left-out"), LIMIT_SECONDS);
        List<String> others = leftOut.out().lines().map(String::strip).toList();
        List<String> names = new ArrayList<>();
        int number = 0;
        for (Path program : Programs.all()) {
            String name = Programs.fixtures().relativize(program).toString();
            if (!others.contains(name) && number++ % every == 0) {
                names.add(name);
            }
        }
        return names;
    }
}
