package dev.justjit.artifacts;

import dev.justjit.host.TestBuild;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JDKs of this machine that are to be tested with. */
final class JavaVersions {
    private static final int OLDEST = 17;

    private JavaVersions() {}

    /**
     * Major version to program: the one of this test, what is installed beside it, and Debian's 21.
     *
     * @param debian a folder that {@code bench/debian_python.sh} has made
     */
    static Map<Integer, String> found(Path debian) throws IOException {
        Map<Integer, String> all = new TreeMap<>();
        all.put(21, debian.resolve("java").toString());
        Path own = Path.of(TestBuild.property("java.home"));
        try (Stream<Path> beside = Files.list(own.toAbsolutePath().getParent())) {
            for (Path home : beside.sorted().toList()) {
                int major = major(home);
                if (major >= OLDEST && Files.isExecutable(program(home))) {
                    all.put(major, program(home).toString());
                }
            }
        }
        all.put(Runtime.version().feature(), program(own).toString());
        return all;
    }

    private static Path program(Path home) {
        return home.resolve("bin/java");
    }

    /** By the file {@code release}; 0 where there is none. */
    private static int major(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release)) {
            return 0;
        }
        Properties entries = new Properties();
        entries.load(new StringReader(Files.readString(release)));
        String version = entries.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Runtime.Version.parse(version).feature();
    }
}
