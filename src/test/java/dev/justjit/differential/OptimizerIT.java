package dev.justjit.differential;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixture programs, one after the other in one process, do the same when graphs are compiled as when interpreted. */
final class OptimizerIT {
    /** A part of all: one program of so many. */
    private static final int EVERY = 6;

    private static final List<String> EAGER = List.of("--jit=eager");
    private static final List<String> HOT = List.of("--jit=hot", "--threshold", "3");

    @TempDir private Path folder;

    @Test
    void plainGraphsAreEqual() throws IOException {
        compare(List.of("-Djustjit.optimizer=plain"), EAGER, SharedProcess.programs(EVERY));
    }

    @Test
    void graphsWithoutFeedbackAreEqual() throws IOException {
        compare(List.of("-Djustjit.optimizer=always"), EAGER, SharedProcess.programs(EVERY));
    }

    /** Classes that change and generators that go on, when graphs rely on what the interpreter saw before. */
    @Test
    void graphsWithFeedbackAreEqual() throws IOException {
        compare(
                List.of("-Djustjit.optimizer=always", "-Djustjit.wait=true"),
                HOT,
                List.of(
                        "attributes/attribute_errors.py",
                        "attributes/bound_methods.py",
                        "generators/other_kinds_after_yield.py"));
    }

    /** Operations whose nodes rely on what the interpreter saw before, on other objects then. */
    @Test
    void operationsOnOtherObjectsAreEqual() throws IOException {
        compare(
                List.of("-Djustjit.optimizer=always", "-Djustjit.wait=true"),
                List.of("--jit=hot", "--threshold", "20"),
                operations());
    }

    private static List<String> operations() {
        List<String> all = SharedProcess.programs(1);
        return all.stream().filter(name -> name.startsWith("operations/")).toList();
    }

    /** Every place where the code can be left is left at times. */
    @Test
    void leavingOnPurposeChangesNothing() throws IOException {
        compare(
                List.of(
                        "-Djustjit.optimizer=always",
                        "-Djustjit.wait=true",
                        "-Djustjit.exits=random:7:1"),
                HOT,
                SharedProcess.programs(EVERY));
    }

    /** Functions that are part of their callers' graphs, and are left in their middle. */
    @Test
    void inlinedFunctionsAreEqual() throws IOException {
        List<String> all = SharedProcess.programs(1);
        compare(
                List.of("-Djustjit.optimizer=always", "-Djustjit.wait=true"),
                List.of("--jit=hot", "--threshold", "20"),
                all.stream().filter(name -> name.startsWith("inlining/")).toList());
    }

    /** Operators and attributes of classes of the program, which templates have met before there is a graph. */
    @Test
    void classesOfTheProgramAreEqual() throws IOException {
        compare(ofClasses(), HOT, CLASSES);
    }

    /** The same, left on purpose at times. */
    @Test
    void leavingInTheMiddleOfOperatorsChangesNothing() throws IOException {
        List<String> options = new java.util.ArrayList<>(ofClasses());
        options.add("-Djustjit.exits=random:7:1");
        compare(options, HOT, CLASSES);
    }

    private static final List<String> CLASSES =
            List.of(
                    "operators/special_methods.py",
                    "operators/several_classes.py",
                    "operators/protocols.py",
                    "calls/functions_as_values.py");

    private static List<String> ofClasses() {
        return List.of(
                "-Djustjit.optimizer=on",
                "-Djustjit.wait=true",
                "-Djustjit.optimizer.samples=1",
                "-Djustjit.optimizer.millis=0");
    }

    private void compare(List<String> options, List<String> mode, List<String> programs)
            throws IOException {
        new SharedProcess(folder).compare(options, mode, programs);
    }
}
