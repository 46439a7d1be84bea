package dev.justjit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Empty folders beside the jar that stay after a test, to be looked at when something failed. Other than
 * in temporary ones there may be links in them that lead out.
 */
public final class FreshFolder {
    private FreshFolder() {}

    /** Makes the folder, and deletes what an earlier run left in it. */
    public static Path beside(Path jar, String name) throws IOException {
        Path folder = jar.resolveSibling(name);
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
