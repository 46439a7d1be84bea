package dev.justjit.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that reads the memory of another one, as py-spy does, sees true frames: those of functions in machine code
 * are the interpreter's own.
 */
class OutsideReaderIT {
    /** Where frames other than the innermost can be. */
    private static final Set<String> CALLS =
            Set.of("walk:53", "walk:54", "drive:59", "main:69", "main:66");

    @TempDir private Path folder;

    private void look(Map<String, String> environment, List<String> program) throws Exception {
        for (String name : List.of("outside.py", "watched.py")) {
            try (InputStream source = OutsideReaderIT.class.getResourceAsStream(name)) {
                Files.copy(source, folder.resolve(name));
            }
        }
        List<String> command = new ArrayList<>();
        command.add(ChildProcess.python().getPath());
        command.add("outside.py");
        command.addAll(program);
        command.add("watched.py");
        Outcome done = ChildProcess.run(command, folder, environment, "");
        assumeFalse(done.err().contains("[Errno 1]"), "processes may not read others here");
        List<String> lines = done.out().lines().toList();
        assertTrue(lines.size() > 2, done::err);
        assertEquals("resting as the program says", lines.get(0), done::err);
        for (String line : lines.subList(1, lines.size())) {
            List<String> frames = List.of(line.split(" ")).subList(1, line.split(" ").length);
            assertTrue(frames.get(frames.size() - 1).startsWith("main:"), line);
            assertTrue(CALLS.containsAll(frames.subList(1, frames.size())), line);
            assertTrue(isOfItsFunction(frames.get(0)), line);
        }
    }

    private static boolean isOfItsFunction(String frame) {
        int line = Integer.parseInt(frame.substring(frame.indexOf(':') + 1));
        return switch (frame.substring(0, frame.indexOf(':'))) {
            case "step" -> line >= 38 && line <= 40;
            case "spin" -> line >= 43 && line <= 47;
            case "walk" -> line >= 50 && line <= 54;
            case "drive" -> line >= 57 && line <= 59;
            default -> false;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "hot", "eager"})
    void framesAreTrueInAJvm(String mode) throws Exception {
        look(
                Map.of(),
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-Djustjit.cpython.jar=" + System.getProperty("justjit.cpython.jar"),
                        "-jar",
                        String.valueOf(System.getProperty("justjit.jar")),
                        "run",
                        "--jit=" + mode));
    }

    @Test
    void framesAreTrueInPython() throws Exception {
        look(
                Map.of(
                        "PYTHONPATH",
                        System.getProperty("justjit.jar") + "/justjit/_start",
                        "JUSTJIT",
                        "hot",
                        "JUSTJIT_START_MILLIS",
                        "1",
                        "JUSTJIT_JAVA",
                        System.getProperty("java.home"),
                        "JUSTJIT_CACHE_DIR",
                        folder.resolve("cache").toString()),
                List.of(ChildProcess.python().getPath()));
    }
}
