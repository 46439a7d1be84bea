package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fixture program prints the same and ends the same under every mode as under {@code --jit=off}, and the compiler
 * itself never fails. Those that can share a process do, one process for each mode: a process for each program and mode
 * takes twenty times as long ({@link OwnProcessIT}).
 */
final class DifferentialIT {
    private static final int FEWEST_PROGRAMS = 200;
    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(2);
    private static final Map<Mode, CompletableFuture<Map<String, String>>> BATCHES =
            new EnumMap<>(Mode.class);

    @TempDir private static Path folder;

    @BeforeAll
    static void start() {
        for (Mode mode : Mode.values()) {
            Path file = folder.resolve(mode.text());
            BATCHES.put(mode, CompletableFuture.supplyAsync(() -> mode.batch(file), RUNNERS));
        }
    }

    @AfterAll
    static void stop() {
        RUNNERS.shutdownNow();
    }

    private static Map<String, String> batch(Mode mode) {
        return BATCHES.get(mode).join();
    }

    @TestFactory
    Stream<DynamicNode> programsInOneProcess() {
        Map<String, String> expected = batch(Mode.OFF);
        System.out.println("DifferentialIT: " + expected.size() + " programs in one process");
        assertTrue(expected.size() >= FEWEST_PROGRAMS, expected.size() + " programs only");
        return expected.keySet().stream().map(DifferentialIT::tests);
    }

    private static DynamicNode tests(String program) {
        Stream<DynamicTest> tests =
                Mode.COMPILED.stream()
                        .map(mode -> dynamicTest(mode.text(), () -> same(mode, program)));
        return dynamicContainer(program, tests);
    }

    private static void same(Mode mode, String program) {
        String expected = batch(Mode.OFF).get(program);
        String difference = TextDifference.between(expected, batch(mode).get(program));
        if (!difference.isEmpty()) {
            fail("different from --jit=off:\n" + difference);
        }
    }

    @TestFactory
    List<DynamicNode> programsInProcessesOfTheirOwn() {
        OwnProcesses processes = new OwnProcesses(RUNNERS);
        return new ArrayList<>(Batch.leftOut().stream().map(processes::tests).toList());
    }

    /** The list of those that are left out names programs that exist. */
    @Test
    void everyProgramIsRun() {
        assertEquals(Programs.all().size(), batch(Mode.OFF).size() + Batch.leftOut().size());
    }
}
