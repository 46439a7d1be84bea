package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An arm64 CPython in an arm64 JVM under emulation. */
final class Aarch64Machine {
    static final Path FOLDER = Programs.jar().resolveSibling("aarch64");
    static final String LAUNCHER = FOLDER.resolve("justjit").toString();
    private static final Path ROOT = Programs.fixtures().getParent();
    private static final long LIMIT_SECONDS = 1800;

    /**
     * For the long batches: a machine without pointer authentication, whose emulation is a third of
     * the time of Debian's CPython. The other tests have it.
     */
    private static final String BATCH_MACHINE = "QEMU_CPU=cortex-a76";

    private Aarch64Machine() {}

    /** Makes it, or lets the test not run. */
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

    /**
     * What fixture programs do in one process there.
     *
     * @param file for what they do
     * @param java options of the JVM
     * @param options those of the run; what does not start with a dash is the name of a program
     */
    static Map<String, String> batch(Path file, List<String> java, String... options) {
        List<String> command = new ArrayList<>(List.of("env", BATCH_MACHINE));
        command.add("JDK_JAVA_OPTIONS=" + String.join(" ", java));
        command.addAll(List.of(LAUNCHER, "run"));
        List<String> programs = new ArrayList<>();
        for (String option : options) {
            (option.endsWith(".py") ? programs : command).add(option);
        }
        command.addAll(Batch.all(file));
        command.addAll(programs);
        return Batch.outcomes(Programs.runCommand(command, LIMIT_SECONDS), file);
    }

    /** How programs differ, as text; empty if they do the same. */
    static String differences(
            String mode, Map<String, String> expected, Map<String, String> actual) {
        assertEquals(expected.keySet(), actual.keySet(), mode);
        StringBuilder differences = new StringBuilder();
        expected.forEach(
                (name, outcome) -> {
                    String difference = TextDifference.between(outcome, actual.get(name));
                    if (!difference.isEmpty()) {
                        differences.append(mode + ' ' + name + '\n' + difference);
                    }
                });
        return differences.toString();
    }
}
