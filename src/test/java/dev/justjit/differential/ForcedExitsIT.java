package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.differential.Programs.Outcome;
import dev.justjit.host.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All fixture programs do the same when machine code of graphs is left on purpose, wherever it can be left. */
final class ForcedExitsIT {
    private static final long LIMIT_SECONDS = 1800;

    private static final List<String> CPYTHON_TESTS =
            List.of(
                    "test_generators",
                    "test_coroutines",
                    "test_exceptions",
                    "test_descr",
                    "test_scope",
                    "test_class",
                    "test_dict",
                    "test_list",
                    "test_iter",
                    "test_unpack",
                    "test_with",
                    "test_patma",
                    "test_traceback",
                    "test_inspect",
                    "test_dataclasses",
                    "test_enum",
                    "test_functools",
                    "test_collections",
                    "test_set",
                    "test_tuple",
                    "test_int",
                    "test_float",
                    "test_grammar",
                    "test_call",
                    "test_super",
                    "test_property",
                    "test_listcomps",
                    "test_yield_from",
                    "test_contextlib",
                    "test_json",
                    "test_copy",
                    "test_richcmp");

    @TempDir private Path folder;

    @OfGraphs
    @ParameterizedTest
    @ValueSource(strings = {"always", "random:3:1", "random:30:3"})
    void moreWhereTypesAreKnown(String exits) throws IOException {
        typesAreKnown(exits);
    }

    @ParameterizedTest
    @ValueSource(strings = "random:7:2")
    void typesAreKnown(String exits) throws IOException {
        compare(exits, List.of("-Djustjit.wait=true"), List.of("--jit=hot", "--threshold", "3"));
    }

    @OfGraphs
    @Test
    void moreWhereNothingIsKnown() throws IOException {
        nothingIsKnown("random:7:4");
    }

    @ParameterizedTest
    @ValueSource(strings = "always")
    void nothingIsKnown(String exits) throws IOException {
        compare(exits, List.of(), List.of("--jit=eager"));
    }

    /** Memory is checked by Python's own allocator. */
    @OfGraphs
    @Test
    void nothingIsUsedTooLong() throws IOException {
        new SharedProcess(folder)
                .compare(
                        List.of("PYTHONMALLOC=debug"),
                        List.of(
                                "-Djustjit.optimizer=always",
                                "-Djustjit.wait=true",
                                "-Djustjit.exits=random:7:5"),
                        List.of("--jit=hot", "--threshold", "3"),
                        SharedProcess.programs(2));
    }

    @OfGraphs
    @Test
    void testsOfCPythonAgree() {
        Path root = Programs.fixtures().getParent();
        List<String> command = new ArrayList<>();
        command.add("env");
        command.add(
                "JDK_JAVA_OPTIONS=-Djustjit.optimizer=always -Djustjit.wait=true"
                        + " -Djustjit.exits=random:20:1");
        command.add(ChildProcess.python().toString());
        command.add(Programs.fixtures().resolve("cpython/compare.py").toString());
        command.addAll(List.of("--launcher", root.resolve("justjit").toString()));
        command.addAll(List.of("--mode", "--jit=hot --threshold 3"));
        command.addAll(CPYTHON_TESTS);
        Outcome outcome = Programs.runCommand(command, LIMIT_SECONDS);
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
    }

    private void compare(String exits, List<String> more, List<String> mode) throws IOException {
        List<String> options = new ArrayList<>(more);
        options.add("-Djustjit.optimizer=always");
        options.add("-Djustjit.exits=" + exits);
        new SharedProcess(folder).compare(options, mode, SharedProcess.programs(1));
    }
}
