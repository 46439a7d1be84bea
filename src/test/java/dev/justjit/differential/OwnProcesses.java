package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Tests of programs that have a process of their own, in each mode. */
final class OwnProcesses {
    private static final Pattern FAILURES =
            Pattern.compile("^justjit:.*\\bfailures\\D*(\\d+)", Pattern.MULTILINE);

    private static final Pattern COMPILER_ERROR =
            Pattern.compile("^justjit: (compiling .* failed|compiler error)", Pattern.MULTILINE);

    private final Executor runners;

    /** Runs that ended, and those of them that printed statistics. */
    private final AtomicInteger runs = new AtomicInteger();

    private final AtomicInteger statistics = new AtomicInteger();

    /** All processes wait for these threads. */
    OwnProcesses(Executor runners) {
        this.runners = runners;
    }

    /** Starts the program in all modes; the tests wait for it. */
    DynamicNode tests(Path program) {
        CompletableFuture<Outcome> off = start(Mode.OFF, program);
        List<DynamicTest> tests = new ArrayList<>();
        for (Mode mode : Mode.COMPILED) {
            CompletableFuture<Outcome> outcome = start(mode, program);
            tests.add(dynamicTest(mode.text(), () -> same(off.join(), outcome.join())));
            tests.add(dynamicTest(mode.text() + ": no failures", () -> noFailures(outcome.join())));
        }
        return dynamicContainer(Programs.fixtures().relativize(program).toString(), tests);
    }

    private CompletableFuture<Outcome> start(Mode mode, Path program) {
        return CompletableFuture.supplyAsync(() -> mode.run(program), runners);
    }

    private static void same(Outcome expected, Outcome actual) {
        StringBuilder text = new StringBuilder();
        if (expected.status() != actual.status()) {
            text.append("exit status ").append(expected.status());
            text.append(" -> ").append(actual.status()).append('\n');
        }
        describe(text, "standard output", expected.out(), actual.out());
        describe(text, "standard error", expected.programErr(), actual.programErr());
        if (text.length() > 0) {
            fail("different from --jit=off:\n" + text + command(actual));
        }
        assertTrue(actual.status() >= 0, () -> "took too long\n" + command(actual));
    }

    private static void describe(StringBuilder text, String what, String expected, String actual) {
        String difference = TextDifference.between(expected, actual);
        if (!difference.isEmpty()) {
            text.append(what).append('\n').append(difference);
        }
    }

    /** A program that replaces itself or is killed prints no statistics, and has no failures. */
    private void noFailures(Outcome outcome) {
        runs.incrementAndGet();
        Matcher failures = FAILURES.matcher(outcome.err());
        if (failures.find()) {
            statistics.incrementAndGet();
            assertEquals("0", failures.group(1), () -> outcome.err() + command(outcome));
        }
        assertTrue(
                !COMPILER_ERROR.matcher(outcome.err()).find(),
                () -> outcome.err() + command(outcome));
    }

    /** For the last test: without it a change of the statistics' form would hide failures. */
    void statisticsWerePrinted(double share) {
        assertTrue(statistics.get() >= share * runs.get(), () -> statistics + " of " + runs);
    }

    private static String command(Outcome outcome) {
        return "command: PYTHONHASHSEED=0 " + String.join(" ", outcome.command());
    }
}
