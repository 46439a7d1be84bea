package dev.justjit.differential;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@link DifferentialIT} finds out in a process for all is so in a process for each fixture program, which begins
 * and ends as a user's does.
 */
final class OwnProcessIT {
    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(2);

    /** Some programs replace themselves or are killed. */
    private static final double WITH_STATISTICS = 0.9;

    @AfterAll
    static void stop() {
        RUNNERS.shutdownNow();
    }

    @TestFactory
    List<DynamicNode> programs() {
        OwnProcesses processes = new OwnProcesses(RUNNERS);
        List<DynamicNode> tests =
                new ArrayList<>(Programs.all().stream().map(processes::tests).toList());
        tests.add(
                dynamicTest(
                        "statistics were printed",
                        () -> processes.statisticsWerePrinted(WITH_STATISTICS)));
        return tests;
    }
}
