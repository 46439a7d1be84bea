package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Fixture programs, modules of CPython's tests and random programs in Debian's {@code python3.13}, which has no shared
 * library, as the host: some of each; the scripts run all.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
final class StockFixturesIT {
    private static final long LIMIT_SECONDS = 1200;
    private static final Set<String> NO_PROGRAMS =
            Set.of("golden", "images", "encoding", "cpython");

    /** Every third one. */
    @Test
    void fixturesAreEqual() {
        script("stock_fixtures.py", "--every", "3");
    }

    /** With code that one run has stored; every sixth, each of which is run three times. */
    @Test
    void fixturesAreEqualWithoutAJvm() {
        script("stock_fixtures.py", "--mode", "eager", "--stored", "--every", "6");
    }

    /** The outcome of every test. */
    @Test
    void testsOfCPythonAreEqual() {
        script("stock_modules.py", "--some", "--mode", "hot", "--mode", "stored", "-v");
    }

    /** What they do, by digests. */
    @Test
    void randomProgramsAreEqual() {
        script("stock_random.py", "--count", "500", "--mode", "eager", "--mode", "stored");
    }

    /** With code of files that were never run; every sixth. */
    @Test
    void fixturesAreEqualAheadOfTime() throws Exception {
        Path blob = compiled(debian(), "x86_64");
        script("stock_fixtures.py", "--mode", "eager", "--blob", blob.toString(), "--every", "6");
    }

    /** The same, made here for an emulated AArch64; every twentieth. */
    @Test
    void fixturesAreEqualAheadOfTimeForTheOtherInstructionSet() throws Exception {
        Path folder = Programs.jar().resolveSibling("aarch64");
        Path script = Programs.fixtures().getParent().resolve("src/test/emulation/aarch64.sh");
        run("bash", script, folder, Programs.jar());
        Path blob = compiled(debian(), "aarch64");
        Path python = folder.resolve("python3.13");
        Files.writeString(
                python,
                """
                #!/bin/sh
                exec "%1$s/qemu/usr/bin/qemu-aarch64" -L "%1$s/root" "%1$s/root/usr/bin/python3.13" "$@"
                """
                        .formatted(folder));
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        script(
                python,
                "stock_fixtures.py",
                "--mode",
                "eager",
                "--blob",
                blob.toString(),
                "--every",
                "20");
    }

    /** A file with what the fixtures define. */
    private static Path compiled(Path python, String isa) throws Exception {
        Path blob = Programs.jar().resolveSibling("fixtures-" + isa + ".jjb");
        List<Object> words = new ArrayList<>();
        words.add(System.getProperty("java.home") + "/bin/java");
        words.addAll(List.of("-jar", Programs.jar(), "compile", "--python", python));
        words.addAll(List.of("--isa", isa, "-o", blob));
        try (Stream<Path> folders = Files.list(Programs.fixtures())) {
            words.addAll(
                    folders.filter(
                                    each ->
                                            Files.isDirectory(each)
                                                    && !NO_PROGRAMS.contains(
                                                            each.getFileName().toString()))
                            .toList());
        }
        System.out.print(run(words.toArray()));
        return blob;
    }

    private static Path debian() {
        Path root = Programs.fixtures().getParent();
        Path debian = Programs.jar().resolveSibling("debian");
        run("bash", root.resolve("bench/debian_python.sh"), debian, Programs.jar());
        return debian.resolve("python3.13");
    }

    private static void script(String name, String... options) {
        script(debian(), name, options);
    }

    private static void script(Path python, String name, String... options) {
        Path script = Programs.fixtures().resolve("cpython").resolve(name);
        List<Object> words = new ArrayList<>();
        words.addAll(List.of(debian(), script, "--python", python, "--jar", Programs.jar()));
        words.addAll(List.of(options));
        System.out.print(run(words.toArray()));
    }

    private static String run(Object... words) {
        List<String> command = new ArrayList<>(List.of("env", "-u", "LD_PRELOAD"));
        command.add("JUSTJIT_JAVA=" + System.getProperty("java.home"));
        for (Object word : words) {
            command.add(word.toString());
        }
        Outcome outcome = Programs.runCommand(command, LIMIT_SECONDS);
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
        return outcome.out();
    }
}
