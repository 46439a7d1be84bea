package dev.justjit.differential;

import dev.justjit.host.PackagedProgram;
import dev.justjit.host.TestBuild;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The fixture programs and the command lines that run them as the launcher does. */
final class Programs {
    /** Folders of fixtures that hold something else. */
    private static final Set<String> NOT_PROGRAMS =
            Set.of("golden", "images", "encoding", "cpython");

    private static final Path JAR = TestBuild.jar();
    private static final Path LIBJSIG =
            Path.of(System.getProperty("java.home"), "lib", "libjsig.so");

    /** What a program did; the status is negative when it did not end in time. */
    record Outcome(int status, String out, String err, List<String> command) {
        /** The standard error without our own lines. */
        String programErr() {
            StringBuilder kept = new StringBuilder();
            for (String line : err.split("(?<=\n)", -1)) {
                if (!line.startsWith("justjit:")) {
                    kept.append(line);
                }
            }
            return kept.toString();
        }
    }

    private Programs() {}

    /** The packaged program. */
    static Path jar() {
        return JAR;
    }

    /** The folder {@code fixtures}. */
    static Path fixtures() {
        return TestBuild.fixtures();
    }

    /** All programs, sorted. */
    static List<Path> all() {
        try (Stream<Path> files = Files.walk(fixtures(), 2)) {
            return files.filter(Programs::isProgram).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isProgram(Path file) {
        Path folder = fixtures().relativize(file).getParent();
        return folder != null
                && file.toString().endsWith(".py")
                && !NOT_PROGRAMS.contains(folder.toString());
    }

    /**
     * Runs {@code justjit run arguments} in a new empty folder, without input and with a fixed hash
     * seed.
     */
    static Outcome run(List<String> arguments, long limitSeconds) {
        return run(List.of(), arguments, limitSeconds);
    }

    /** The same with more options for Java. */
    static Outcome run(List<String> options, List<String> arguments, long limitSeconds) {
        List<String> command = launcher(options);
        command.add("run");
        command.addAll(arguments);
        return runCommand(command, limitSeconds);
    }

    /** Runs any command in the same way. */
    static Outcome runCommand(List<String> command, long limitSeconds) {
        try {
            Path folder = Files.createTempDirectory("justjit-program");
            try {
                return run(command, folder, limitSeconds);
            } finally {
                delete(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Outcome run(List<String> command, Path folder, long limitSeconds)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path work = Files.createDirectory(folder.resolve("work"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(work.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("PYTHONHASHSEED", "0");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        if (Files.exists(LIBJSIG)) {
            builder.environment().put("LD_PRELOAD", LIBJSIG.toString());
        }
        builder.redirectInput(new File("/dev/null"));
        builder.redirectOutput(out.toFile());
        builder.redirectError(err.toFile());
        int status = statusInTime(builder.start(), limitSeconds);
        return new Outcome(status, text(out), text(err), command);
    }

    /** The exit status, or -1. The process does not outlive this method. */
    private static int statusInTime(Process process, long limitSeconds)
            throws InterruptedException {
        try {
            if (process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            return -1;
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    static List<String> launcher(List<String> options) {
        List<String> all = new ArrayList<>();
        all.add("-XX:ErrorFile=" + JAR.resolveSibling("hs_err_%p.log"));
        all.add("-Djustjit.loops=30"); // loops of the tests are short
        all.add("-Djustjit.wait=true"); // what is compiled does not depend on the machine's speed
        all.addAll(options);
        return PackagedProgram.command(all);
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
