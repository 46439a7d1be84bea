package dev.justjit.differential;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All fixture programs do the same when machine code of graphs is left on purpose, wherever it can be left. */
final class ForcedExitsIT {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"always", "random:3:1", "random:7:2", "random:30:3"})
    void typesAreKnown(String exits) throws IOException {
        compare(exits, List.of("-Djustjit.wait=true"), List.of("--jit=hot", "--threshold", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "random:7:4"})
    void nothingIsKnown(String exits) throws IOException {
        compare(exits, List.of(), List.of("--jit=eager"));
    }

    private void compare(String exits, List<String> more, List<String> mode) throws IOException {
        List<String> options = new ArrayList<>(more);
        options.add("-Djustjit.optimizer=always");
        options.add("-Djustjit.exits=" + exits);
        new SharedProcess(folder).compare(options, mode, SharedProcess.programs(1));
    }
}
