package dev.justjit.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A copy of what the checkout's build reads, and a local repository for it: the user's, by links, but
 * without our own artifacts. Neither the checkout nor the user's repository is written to.
 */
final class Checkout {
    private static final long LIMIT_SECONDS = 600;
    private static final List<String> SOURCES =
            List.of(
                    "pom.xml",
                    ".mvn",
                    "LICENSE",
                    "runtime-abi/pom.xml",
                    "runtime-abi/src/main",
                    "asm-x64/pom.xml",
                    "asm-x64/src/main",
                    "asm-a64/pom.xml",
                    "asm-a64/src/main",
                    "src/pom.xml",
                    "src/main",
                    "bench/pom.xml",
                    "fixtures/opcodes.json");

    private final Path folder;
    private final Path repository;

    /** Below a folder that is empty. */
    Checkout(Path below) throws IOException {
        folder = below.resolve("checkout");
        repository = below.resolve("repository");
        for (String source : SOURCES) {
            copy(TestBuild.checkout(source), folder.resolve(source));
        }
        Path users = Path.of(TestBuild.property("justjit.repository"));
        link(users, repository, "dev");
        link(users.resolve("dev"), repository.resolve("dev"), "justjit");
    }

    /** The place of an artifact of ours in the repository. */
    Path installed(String artifact) {
        return repository.resolve("dev/justjit").resolve(artifact).resolve("0.1.0");
    }

    /** Puts the project into the repository, without the checks, which the build of these tests makes. */
    void install() throws Exception {
        maven(
                folder,
                "-Dquick",
                "-Dmaven.source.skip=false",
                "-Dmaven.javadoc.skip=false",
                "install");
    }

    /** Runs Maven in a folder, which fetches plugins that are not there; what it says is a failure. */
    void maven(Path where, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(TestBuild.property("justjit.maven"), "-B", "-ntp", "-q"));
        command.addAll(List.of("-Dstyle.color=never", "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(words));
        Map<String, String> environment = Map.of("JAVA_HOME", TestBuild.property("java.home"));
        Outcome done = ChildProcess.run(command, where, environment, "", LIMIT_SECONDS);
        // Maven resets the terminal's colours whatever it is told.
        assertEquals("", (done.out() + done.err()).replace("\u001b[0m", "").strip());
        assertEquals(0, done.status());
    }

    /** Copies a file or a folder. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, file.equals(from) ? to : copy);
            }
        }
    }

    /** Makes a folder with a link to each entry of another one but one. */
    private static void link(Path from, Path to, String without) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(without)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }
}
