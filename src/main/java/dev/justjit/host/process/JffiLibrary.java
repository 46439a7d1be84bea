package dev.justjit.host.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps jffi's small native library in the cache folder. Left alone, jffi writes it to a temporary file
 * at every start, which takes longer than starting Python.
 */
public final class JffiLibrary {
    /** The version on the class path; a test holds this to be true. */
    public static final String VERSION = "1.3.13";

    static final String FILE = "libjffi-1.2.so";

    private static final String PROPERTY = "jffi.boot.library.path";

    private JffiLibrary() {}

    /** Name of the library on the class path. */
    public static String resource() {
        boolean arm = "aarch64".equals(System.getProperty("os.arch"));
        return "jni/" + (arm ? "aarch64" : "x86_64") + "-Linux/" + FILE;
    }

    /** Called before jffi is touched. When the cache cannot be used, jffi finds its own way. */
    public static void prepare() {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        File folder =
                new File(
                        CacheFolder.path(),
                        "jffi-" + VERSION + "-" + System.getProperty("os.arch", ""));
        try {
            File file = new File(folder, FILE);
            if (!file.isFile()) {
                unpack(file.toPath());
            }
            CacheFolder.require(folder);
            System.setProperty(PROPERTY, folder.getPath());
        } catch (IOException unusable) {
            // Not a failure: only the next start is as slow as this one.
            System.clearProperty(PROPERTY);
        }
    }

    private static void unpack(Path file) throws IOException {
        CacheFolder.create();
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("no folder for " + file);
        }
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, "jffi", ".tmp");
        try (InputStream content =
                JffiLibrary.class.getClassLoader().getResourceAsStream(resource())) {
            if (content == null) {
                throw new IOException("not on the class path: " + resource());
            }
            Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
