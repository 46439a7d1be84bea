package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.differential.Programs.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fixture programs, one after the other in one process, interpreted and in some other way. */
final class SharedProcess {
    private static final long LIMIT_SECONDS = 900;

    private final Path folder;

    /**
     * @param folder for files
     */
    SharedProcess(Path folder) {
        this.folder = folder;
    }

    /**
     * They do the same in both ways.
     *
     * @param options of the JVM, for the second way
     * @param mode the arguments before the program, for the second way
     */
    void compare(List<String> options, List<String> mode, List<String> programs)
            throws IOException {
        compare(List.of(), options, mode, programs);
    }

    /**
     * The same, the second way in some environment.
     *
     * @param environment settings, such as {@code NAME=VALUE}
     */
    void compare(
            List<String> environment,
            List<String> options,
            List<String> mode,
            List<String> programs)
            throws IOException {
        assertEquals(
                outcomes(List.of(), List.of(), List.of("--jit=off"), programs),
                outcomes(environment, options, mode, programs));
    }

    private List<String> outcomes(
            List<String> environment,
            List<String> options,
            List<String> mode,
            List<String> programs)
            throws IOException {
        Path file = Files.createTempFile(folder, "outcomes", "");
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(environment);
        command.addAll(Programs.launcher(options));
        command.add("run");
        command.addAll(mode);
        command.addAll(Batch.all(file));
        command.addAll(programs);
        Outcome outcome = Programs.runCommand(command, LIMIT_SECONDS);
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        return Files.readAllLines(file);
    }

    /** Names of programs that can share a process: each so many-th one. */
    static List<String> programs(int every) {
        List<Path> others = Batch.leftOut();
        List<String> names = new ArrayList<>();
        int number = 0;
        for (Path program : Programs.all()) {
            if (!others.contains(program) && number++ % every == 0) {
                names.add(Programs.fixtures().relativize(program).toString());
            }
        }
        return names;
    }
}
