package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.differential.Programs.Outcome;
import dev.justjit.host.ChildProcess;
import dev.justjit.masm.MasmProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An arm64 CPython in an arm64 JVM under emulation: compiled programs do what interpreted ones do.
 * Runs with {@code -Paarch64}. Emulation does not show caches of instructions that went stale, nor
 * weak memory ordering, nor speed.
 */
final class Aarch64IT {
    private static final Path FOLDER = Programs.jar().resolveSibling("aarch64");
    private static final String LAUNCHER = FOLDER.resolve("justjit").toString();
    private static final Path ROOT = Programs.fixtures().getParent();
    private static final Path BATCH = Programs.fixtures().resolve("cpython/batch.py");
    private static final long LIMIT_SECONDS = 900;
    private static final int FEWEST_IN_A_BATCH = 200;
    private static final Pattern NAME = Pattern.compile("^\\{\"name\": \"([^\"]+)\"");
    private static final Pattern NO_FAILURE =
            Pattern.compile("^justjit: failures 0$", Pattern.MULTILINE);

    /** The tests of CPython that are run here. */
    private static final List<String> CPYTHON_TESTS =
            List.of(
                    "test_grammar",
                    "test_scope",
                    "test_exceptions",
                    "test_call",
                    "test_int",
                    "test_float",
                    "test_list",
                    "test_dict",
                    "test_patma",
                    "test_with");

    @BeforeAll
    static void prepare() {
        assumeTrue(Boolean.getBoolean("justjit.aarch64"), "asked for by -Plong");
        Path script = ROOT.resolve("src/test/emulation/aarch64.sh");
        List<String> command =
                List.of(script.toString(), FOLDER.toString(), Programs.jar().toString());
        Outcome outcome = Programs.runCommand(command, LIMIT_SECONDS);
        if (outcome.status() != 0) {
            String reason = "Aarch64IT is not run: " + lastLine(outcome.err());
            System.out.println(reason);
            abort(reason);
        }
    }

    private static String lastLine(String text) {
        return text.substring(text.strip().lastIndexOf('\n') + 1).strip();
    }

    private static Outcome launch(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER));
        command.addAll(List.of(arguments));
        return Programs.runCommand(command, LIMIT_SECONDS);
    }

    @Test
    void operationsOfTheMacroAssemblerDoWhatTheModelDoes() throws Exception {
        Path classes =
                Path.of(
                        MasmProgram.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        List<String> command =
                List.of(
                        FOLDER.resolve("java").toString(),
                        "-cp",
                        classes + ":" + Programs.jar(),
                        MasmProgram.class.getName(),
                        String.valueOf(System.nanoTime()),
                        "20000");
        Outcome outcome = Programs.runCommand(command, LIMIT_SECONDS);
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
    }

    private static CompletableFuture<Outcome> start(String... arguments) {
        return CompletableFuture.supplyAsync(() -> launch(arguments));
    }

    @Test
    void theMachineIsUsableWithoutAnOption() throws Exception {
        Outcome doctor = launch("doctor");
        assertTrue(doctor.out().contains("\nself-test: ok\n"), doctor::out);
        assertTrue(doctor.out().contains("aarch64"), doctor::out);
        Path program = Files.createTempFile("justjit", ".py");
        Files.writeString(program, "def add(a, b):\n    return a + b\n");
        Outcome listing = launch("asm", program + ":add");
        Files.delete(program);
        assertTrue(listing.out().contains("stp x29, x30"), listing::out);
    }

    /** All programs that can share a process: interpreted, eager and hot. */
    @Test
    void programsInOneProcessAgree() throws Exception {
        Path folder = Files.createTempDirectory("justjit-aarch64");
        var off = batch(folder.resolve("off"), "--jit=off");
        var eager = batch(folder.resolve("eager"), "--jit=eager", "--stats");
        Map<String, String> expected = off.get();
        assertTrue(expected.size() >= FEWEST_IN_A_BATCH, () -> expected.size() + " programs only");
        assertSame(expected, eager.get());
        var hot = batch(folder.resolve("hot"), "--jit=hot", "--threshold", "3", "--stats");
        assertSame(expected, hot.get());
        System.out.println("Aarch64IT: " + expected.size() + " programs, eager and hot");
    }

    private static CompletableFuture<Map<String, String>> batch(Path file, String... options) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(List.of(options));
        arguments.add(BATCH.toString());
        arguments.add(file.toString());
        return start(arguments.toArray(String[]::new)).thenApply(run -> outcomes(run, file));
    }

    /** What each program did, by its name. */
    private static Map<String, String> outcomes(Outcome run, Path file) {
        assertEquals(0, run.status(), () -> run.out() + run.err());
        if (run.err().contains("justjit: ")) {
            assertTrue(NO_FAILURE.matcher(run.err()).find(), run::err);
        }
        Map<String, String> outcomes = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                Matcher name = NAME.matcher(line);
                assertTrue(name.find(), line);
                outcomes.put(name.group(1), line.replace("\\n", "\n"));
            }
            Files.delete(file);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        return outcomes;
    }

    private static void assertSame(Map<String, String> expected, Map<String, String> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        StringBuilder differences = new StringBuilder();
        expected.forEach(
                (name, outcome) ->
                        differences.append(
                                TextDifference.between(outcome, String.valueOf(actual.get(name)))));
        assertEquals("", differences.toString());
    }

    /** The programs that need a process of their own, and code too large for near branches. */
    @Test
    void otherProgramsAgree() throws Exception {
        List<String> names = new ArrayList<>();
        Outcome list = launch("run", BATCH.toString(), "--left-out");
        assertEquals(0, list.status(), list::err);
        names.addAll(list.out().lines().toList());
        assertTrue(names.size() >= 9, list::out);
        for (String name : names) {
            String program = Programs.fixtures().resolve(name).toString();
            var off = start("run", "--jit=off", program);
            Outcome eager = launch("run", "--jit=eager", program);
            assertEquals(off.get().out(), eager.out(), name);
            assertEquals(off.get().programErr(), eager.programErr(), name);
            assertEquals(off.get().status(), eager.status(), name);
        }
    }

    @Test
    void testsOfCPythonAgree() {
        List<String> command = new ArrayList<>();
        command.add(ChildProcess.python().toString());
        command.add(Programs.fixtures().resolve("cpython/compare.py").toString());
        command.addAll(List.of("--launcher", LAUNCHER, "--timeout", "400", "-v"));
        command.addAll(CPYTHON_TESTS);
        Outcome outcome = Programs.runCommand(command, LIMIT_SECONDS);
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
    }

    @Test
    void randomGeneratorsAgree() {
        String driver = Programs.fixtures().resolve("cpython/random_generators.py").toString();
        Outcome outcome = launch("run", "--jit=decorated", driver, "--count", "150");
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
    }

    /** The driver of the benchmarks compares every result with the interpreter's. */
    @Test
    void benchmarksGiveTheirResults() {
        Outcome outcome =
                launch(
                        "run",
                        ROOT.resolve("bench/run.py").toString(),
                        "--rounds",
                        "1",
                        "--scale",
                        "0.05");
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        assertTrue(outcome.out().contains("mandelbrot"), outcome::out);
    }
}
