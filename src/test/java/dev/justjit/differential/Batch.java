package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.differential.Programs.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fixture programs one after the other in one process, by a driver that puts their surroundings back. */
final class Batch {
    /** The driver. */
    static final Path DRIVER = Programs.fixtures().resolve("cpython/batch.py");

    private static final long LIMIT_SECONDS = 60;
    private static final int FEWEST_LEFT_OUT = 9;
    private static final Pattern NAME = Pattern.compile("^\\{\"name\": \"([^\"]+)\"");
    private static final Pattern NO_FAILURE =
            Pattern.compile("^justjit: failures 0$", Pattern.MULTILINE);

    private Batch() {}

    /** The driver's command line for all that can be run so; the file gets what they do. */
    static List<String> all(Path file) {
        return List.of(DRIVER.toString(), file.toString());
    }

    /** The programs that need a process of their own. */
    static List<Path> leftOut() {
        List<String> arguments = List.of("--jit=off", DRIVER.toString(), "--left-out");
        Outcome list = Programs.run(arguments, LIMIT_SECONDS);
        assertEquals(0, list.status(), list::err);
        List<Path> programs = list.out().lines().map(Programs.fixtures()::resolve).toList();
        assertTrue(programs.size() >= FEWEST_LEFT_OUT, list::out);
        return programs;
    }

    /** What each program did, by its name; the run itself has succeeded, and the compiler never failed. */
    static Map<String, String> outcomes(Outcome run, Path file) {
        Map<String, String> outcomes = new TreeMap<>();
        String last = "none";
        for (String line : lines(file)) {
            Matcher name = NAME.matcher(line);
            assertTrue(name.find(), line);
            last = name.group(1);
            outcomes.put(last, line.replace("\\n", "\n"));
        }
        String text = run.command() + " ended after " + last + "\n" + run.out() + run.err();
        assertEquals(0, run.status(), text);
        if (run.command().contains("--stats")) {
            assertTrue(NO_FAILURE.matcher(run.err()).find(), text);
        }
        return outcomes;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
