package dev.justjit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the build says to its tests, by system properties: where the jar and the checkout are. */
public final class TestBuild {
    private TestBuild() {}

    /** A property that the build sets. */
    public static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the system property " + name + " is not set");
        }
        return value;
    }

    /** The packaged program; for integration tests. */
    public static Path jar() {
        return Path.of(property("justjit.jar"));
    }

    /** The folder {@code fixtures}. */
    public static Path fixtures() {
        return Path.of(property("justjit.fixtures")).toAbsolutePath().normalize();
    }

    /** A file or folder of the checkout. */
    public static Path checkout(String name) {
        return fixtures().resolveSibling(name);
    }

    /**
     * An empty folder beside the jar that stays after the test, to be looked at when something failed.
     * Other than in a temporary one there may be links in it that lead out.
     */
    public static Path freshFolder(String name) throws IOException {
        Path folder = jar().resolveSibling(name);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
