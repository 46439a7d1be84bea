package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.justjit.differential.Programs.Outcome;
import dev.justjit.host.ChildProcess;
import dev.justjit.masm.MasmProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * An arm64 CPython in an arm64 JVM under emulation: compiled programs do what interpreted ones do.
 * Runs with {@code -Plong}. Emulation does not show caches of instructions that went stale, nor
 * weak memory ordering, nor speed. It is 10 to 30 times as slow, so what interpreted programs do is
 * found out on this machine first, and emulated only for those that do something else there. All
 * processes are started at once, the longest first, and wait for one of the two workers.
 */
final class Aarch64IT {
    private static final Path FOLDER = Aarch64Machine.FOLDER;
    private static final String LAUNCHER = Aarch64Machine.LAUNCHER;
    private static final Path ROOT = Programs.fixtures().getParent();
    private static final long LIMIT_SECONDS = 1800;
    private static final int AT_A_TIME = 2;
    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(AT_A_TIME);

    private static final int FEWEST_IN_A_BATCH = 200;

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

    private static CompletableFuture<Map<String, String>> eager;
    private static CompletableFuture<Map<String, String>> hot;
    private static CompletableFuture<Map<String, String>> here;
    private static final Map<String, CompletableFuture<Outcome>> MODULES = new LinkedHashMap<>();
    private static CompletableFuture<Outcome> benchmarks;
    private static CompletableFuture<Outcome> generators;
    private static CompletableFuture<Outcome> model;

    @TempDir private static Path folder;

    @BeforeAll
    static void prepare() throws Exception {
        Aarch64Machine.prepare();
        startAll();
    }

    @AfterAll
    static void stop() {
        RUNNERS.shutdownNow();
    }

    private static void startAll() throws Exception {
        hot = batch("hot", "--jit=hot", "--threshold", "3", "--stats");
        eager = batch("eager", "--jit=eager", "--stats");
        for (String module : CPYTHON_TESTS) {
            MODULES.put(module, inTurn(() -> compare(module)));
        }
        here = inTurn(Aarch64IT::interpretedHere);
        String driver = Programs.fixtures().resolve("cpython/random_generators.py").toString();
        generators = start("run", "--jit=decorated", driver, "--count", "150");
        String run = ROOT.resolve("bench/run.py").toString();
        benchmarks = start("run", run, "--rounds", "1", "--scale", "0.05");
        List<String> operations = operations();
        model = inTurn(() -> Programs.runCommand(operations, LIMIT_SECONDS));
    }

    private static Outcome launch(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER));
        command.addAll(List.of(arguments));
        return Programs.runCommand(command, LIMIT_SECONDS);
    }

    @Test
    void operationsOfTheMacroAssemblerDoWhatTheModelDoes() {
        succeeded(model.join());
    }

    private static List<String> operations() throws Exception {
        Class<?> program = MasmProgram.class;
        var source = program.getProtectionDomain().getCodeSource().getLocation();
        return List.of(
                FOLDER.resolve("java").toString(),
                "-cp",
                Path.of(source.toURI()) + ":" + Programs.jar(),
                program.getName(),
                String.valueOf(System.nanoTime()),
                "20000");
    }

    private static void succeeded(Outcome outcome) {
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
    }

    private static CompletableFuture<Map<String, String>> batch(String name, String... options) {
        Path file = folder.resolve(name);
        return inTurn(() -> Aarch64Machine.batch(file, List.of(), options));
    }

    private static <T> CompletableFuture<T> inTurn(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, RUNNERS);
    }

    private static CompletableFuture<Outcome> start(String... arguments) {
        return inTurn(() -> launch(arguments));
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
    void programsInOneProcessAgree() {
        Map<String, String> expected = here.join();
        assertTrue(expected.size() >= FEWEST_IN_A_BATCH, () -> expected.size() + " programs only");
        List<String> others = new ArrayList<>();
        expected.forEach(
                (name, outcome) -> {
                    boolean same = outcome.equals(eager.join().get(name));
                    if (!same || !outcome.equals(hot.join().get(name))) {
                        others.add(name);
                    }
                });
        System.out.println("Aarch64IT: " + expected.size() + " programs, eager and hot");
        System.out.println("Aarch64IT: interpreted there too: " + String.join(" ", others));
        if (!others.isEmpty()) {
            others.add(0, "--jit=off");
            expected.putAll(batch("off", others.toArray(String[]::new)).join());
        }
        assertEquals("", Aarch64Machine.differences("eager", expected, eager.join()));
        assertEquals("", Aarch64Machine.differences("hot", expected, hot.join()));
    }

    private static Map<String, String> interpretedHere() {
        Path file = folder.resolve("here");
        return Mode.OFF.batch(file);
    }

    /** The programs that need a process of their own, and code too large for near branches. */
    @Test
    void otherProgramsAgree() throws Exception {
        List<CompletableFuture<String>> differences = new ArrayList<>();
        for (Path program : Batch.leftOut()) {
            differences.add(inTurn(() -> differenceAlone(program)));
        }
        StringBuilder text = new StringBuilder();
        differences.forEach(difference -> text.append(difference.join()));
        assertEquals("", text.toString());
    }

    private static String differenceAlone(Path program) {
        String compiled = text(launch("run", "--jit=eager", program.toString()));
        if (compiled.equals(text(Mode.OFF.run(program)))) {
            return "";
        }
        String expected = text(launch("run", "--jit=off", program.toString()));
        String difference = TextDifference.between(expected, compiled);
        return difference.isEmpty() ? "" : program + "\n" + difference;
    }

    private static String text(Outcome outcome) {
        return "status " + outcome.status() + '\n' + outcome.out() + outcome.programErr();
    }

    @TestFactory
    Stream<DynamicTest> testsOfCPythonAgree() {
        return CPYTHON_TESTS.stream()
                .map(name -> dynamicTest(name, () -> succeeded(MODULES.get(name).join())));
    }

    private static Outcome compare(String module) {
        return Programs.runCommand(
                List.of(
                        ChildProcess.python().toString(),
                        Programs.fixtures().resolve("cpython/compare.py").toString(),
                        "--launcher",
                        LAUNCHER,
                        "--timeout",
                        "400",
                        "-v",
                        module),
                LIMIT_SECONDS);
    }

    @Test
    void randomGeneratorsAgree() {
        succeeded(generators.join());
    }

    /** The driver of the benchmarks compares every result with the interpreter's. */
    @Test
    void benchmarksGiveTheirResults() {
        Outcome outcome = benchmarks.join();
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        assertTrue(outcome.out().contains("mandelbrot"), outcome::out);
    }
}
