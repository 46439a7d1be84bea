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
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fixture program prints the same and ends the same under every mode as under {@code
 * --jit=off}, and the compiler itself never fails.
 */
final class DifferentialIT {
    private static final long LIMIT_SECONDS = 60;
    private static final int AT_A_TIME = 2;
    private static final int FEWEST_PROGRAMS = 200;

    /** In the long profile loops that run are entered; the other modes are those of the first command. */
    private static final boolean LONG = Boolean.getBoolean("justjit.long");

    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(AT_A_TIME);

    private static final Pattern FAILURES =
            Pattern.compile("^justjit:.*\\bfailures\\D*(\\d+)", Pattern.MULTILINE);

    /** Runs that printed statistics. */
    private static final AtomicInteger STATISTICS = new AtomicInteger();

    private static final Pattern COMPILER_ERROR =
            Pattern.compile("^justjit: (compiling .* failed|compiler error)", Pattern.MULTILINE);

    /** A way to run a program. */
    private enum Mode {
        OFF("--jit=off"),
        EAGER("--jit=eager", "--stats"),
        HOT("--jit=hot", "--threshold", "3", "--stats"),
        /** Loops are entered at their first jump back, in functions that are called once too. */
        LOOPS("--jit=hot", "--threshold", "1000000", "--stats");

        private final List<String> options;

        Mode(String... options) {
            this.options = List.of(options);
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private List<String> javaOptions() {
            return this == LOOPS ? List.of("-Djustjit.enter.all=true") : List.of();
        }

        CompletableFuture<Outcome> start(Path program) {
            ArrayList<String> arguments = new ArrayList<>(options);
            arguments.add(program.toString());
            return CompletableFuture.supplyAsync(
                    () -> Programs.run(javaOptions(), arguments, LIMIT_SECONDS), RUNNERS);
        }
    }

    @AfterAll
    static void stop() {
        RUNNERS.shutdownNow();
    }

    @TestFactory
    List<DynamicNode> programs() {
        List<Path> programs = Programs.all();
        System.out.println("DifferentialIT: " + programs.size() + " programs");
        assertTrue(programs.size() >= FEWEST_PROGRAMS, programs.size() + " programs only");
        ArrayList<DynamicNode> tests = new ArrayList<>();
        for (Path program : programs) {
            tests.add(tests(program));
        }
        tests.add(dynamicTest("statistics were printed", () -> statistics(programs.size())));
        return tests;
    }

    private static DynamicNode tests(Path program) {
        CompletableFuture<Outcome> off = Mode.OFF.start(program);
        List<DynamicTest> tests = new ArrayList<>();
        for (Mode mode : LONG ? List.of(Mode.LOOPS) : List.of(Mode.EAGER, Mode.HOT)) {
            CompletableFuture<Outcome> outcome = mode.start(program);
            tests.add(dynamicTest(mode.text(), () -> same(off.join(), outcome.join())));
            tests.add(dynamicTest(mode.text() + ": no failures", () -> noFailures(outcome.join())));
        }
        return dynamicContainer(Programs.fixtures().relativize(program).toString(), tests);
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
    private static void noFailures(Outcome outcome) {
        Matcher failures = FAILURES.matcher(outcome.err());
        if (failures.find()) {
            STATISTICS.incrementAndGet();
            assertEquals("0", failures.group(1), () -> outcome.err() + command(outcome));
        }
        assertTrue(
                !COMPILER_ERROR.matcher(outcome.err()).find(),
                () -> outcome.err() + command(outcome));
    }

    /** The last test: without it a change of the statistics' form would hide failures. */
    private static void statistics(int programs) {
        int runs = (LONG ? 1 : 2) * programs;
        assertTrue(STATISTICS.get() >= runs * 9 / 10, () -> STATISTICS + " of " + runs + " runs");
    }

    private static String command(Outcome outcome) {
        return "command: PYTHONHASHSEED=0 " + String.join(" ", outcome.command());
    }
}
