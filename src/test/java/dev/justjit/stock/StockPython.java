package dev.justjit.stock;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a python3.13 with the jar on its path, in a folder with a cache of its own. */
final class StockPython {
    private final Path folder;
    private final String python;

    StockPython(Path folder) {
        this(folder, ChildProcess.python().getPath());
    }

    StockPython(Path folder, String python) {
        this.folder = folder;
        this.python = python;
    }

    /** What a program needs to find the compiler. */
    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>();
        all.put("PYTHONPATH", jar());
        all.put("JUSTJIT_JAVA", System.getProperty("java.home"));
        all.put("JUSTJIT_CACHE_DIR", folder.resolve("cache").toString());
        all.put("PYTHONHASHSEED", "0");
        all.putAll(more);
        return all;
    }

    static String jar() {
        return String.valueOf(System.getProperty("justjit.jar"));
    }

    /** Runs {@code python3.13 arguments…}. */
    Outcome plain(Map<String, String> environment, String... arguments) throws Exception {
        return under(List.of(), environment, arguments);
    }

    /** Runs {@code prefix… python3.13 arguments…}. */
    Outcome under(List<String> prefix, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(python);
        command.addAll(List.of(arguments));
        return ChildProcess.run(command, folder, environment(environment), "");
    }

    /** Runs {@code python3.13 -m justjit arguments…}. */
    Outcome justjit(Map<String, String> environment, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("-m", "justjit"));
        all.addAll(List.of(arguments));
        return plain(environment, all.toArray(new String[0]));
    }

    /** What starts the compiler when it is in PYTHONPATH, in a folder of the package's Python files alone. */
    Path start() throws Exception {
        String unpack =
                "import sys; from justjit import _unpack; print(_unpack.to_cache(sys.argv[1]))";
        Outcome done = plain(Map.of("JUSTJIT", "0"), "-c", unpack, jar());
        return Path.of(done.out().strip(), "justjit", "_start");
    }

    /** A program among the test resources, copied to the folder. */
    Path program(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream source = StockPython.class.getResourceAsStream(name)) {
            if (source == null) {
                throw new IOException("no resource " + name);
            }
            Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
