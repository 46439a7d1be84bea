package dev.justjit.attach;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.PackagedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs {@code java -jar justjit.jar arguments} in a folder of its own, for tests. */
public final class JarProgram implements AutoCloseable {
    private final List<String> options = new ArrayList<>();
    private final Path folder;
    private long limitSeconds = ChildProcess.LIMIT_SECONDS;

    /** Makes the folder. */
    public JarProgram() throws IOException {
        folder = Files.createTempDirectory("justjit-test");
    }

    /** Where the program runs. */
    public Path folder() {
        return folder;
    }

    /** Writes a file into the folder. */
    public JarProgram with(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Gives the JVM one more option. */
    public JarProgram option(String option) {
        options.add(option);
        return this;
    }

    /** Lets the program take so long. */
    public JarProgram limit(long seconds) {
        limitSeconds = seconds;
        return this;
    }

    /** Runs the program to its end. */
    public Outcome run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    /** Runs the program to its end, with more in its environment. */
    public Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        return ChildProcess.run(command(arguments), folder, environment, "", limitSeconds);
    }

    /** The same by a shell script, for which the command is {@code "$@"}. */
    public Outcome shell(String script, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(command(arguments));
        return ChildProcess.run(command, folder, environment, "", limitSeconds);
    }

    private List<String> command(String... arguments) {
        List<String> command = PackagedProgram.command(options);
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = new ArrayList<>(found.toList());
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.delete(files.get(i));
        }
    }
}
