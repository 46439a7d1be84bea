package dev.justjit.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A debugger sees compiled functions, where it is. */
class GdbIT {
    private static final String PROGRAM =
            """
            import os

            def inner(n):
                for i in range(3):
                    n += i
                os.getppid()
                return n

            def outer(n):
                total = 0
                total += inner(n)
                return total

            def main():
                for i in range(40):
                    outer(i)

            main()
            """;

    private static final List<String> COMMANDS =
            List.of(
                    "set pagination off",
                    "set confirm off",
                    "set debuginfod enabled off",
                    "set breakpoint pending on",
                    "handle SIGSEGV SIGUSR2 SIG32 SIG60 nostop noprint pass",
                    "break getppid",
                    "run",
                    "ignore 1 20",
                    "continue",
                    "backtrace");

    @TempDir private Path folder;

    @BeforeEach
    void look() throws Exception {
        boolean exists =
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "gdb")));
        assumeTrue(exists, "there is no gdb");
        Files.writeString(folder.resolve("deep.py"), PROGRAM);
    }

    private List<String> backtrace(Map<String, String> more, List<String> program)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("gdb", "-batch", "-nx"));
        for (String each : COMMANDS) {
            command.addAll(List.of("-ex", each));
        }
        command.add("--args");
        command.addAll(program);
        Map<String, String> environment = new HashMap<>(more);
        environment.put("JUSTJIT_GDB", "1");
        environment.put("JUSTJIT_CACHE_DIR", folder.resolve("cache").toString());
        Outcome done = ChildProcess.run(command, folder, environment, "");
        List<String> frames = done.out().lines().filter(line -> line.startsWith("#")).toList();
        assertTrue(frames.size() > 6, () -> done.out() + done.err());
        return frames;
    }

    /** The functions of the Python program among the frames, with their lines. */
    private static List<String> functions(List<String> frames) {
        return frames.stream()
                .filter(frame -> frame.contains("py::"))
                .map(frame -> frame.replaceAll("^.*(py::\\S*).*:", "$1:"))
                .toList();
    }

    private List<String> stock() {
        return List.of(ChildProcess.python().getPath(), "deep.py");
    }

    private Map<String, String> eager(String java) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PYTHONPATH", start().toString());
        environment.put("JUSTJIT_JAR", String.valueOf(System.getProperty("justjit.jar")));
        environment.put("JUSTJIT_JAVA", java);
        environment.put("JUSTJIT", "eager");
        environment.put("JUSTJIT_CACHE", "1");
        return environment;
    }

    private Path start() {
        try (Stream<Path> found = Files.walk(folder.resolve("cache"))) {
            return found.filter(file -> file.endsWith("justjit/_start")).findFirst().orElseThrow();
        } catch (java.io.IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void unpack() throws Exception {
        String jar = String.valueOf(System.getProperty("justjit.jar"));
        String code = "import sys; from justjit import _unpack; _unpack.to_cache(sys.argv[1])";
        ChildProcess.run(
                List.of(ChildProcess.python().getPath(), "-c", code, jar),
                folder,
                Map.of(
                        "PYTHONPATH",
                        jar,
                        "JUSTJIT",
                        "0",
                        "JUSTJIT_CACHE_DIR",
                        folder.resolve("cache").toString()),
                "");
    }

    @Test
    void backtracesGoThroughCompiledFramesToMain() throws Exception {
        unpack();
        List<String> frames = backtrace(eager(System.getProperty("java.home")), stock());
        List<String> expected = List.of("py::inner:6", "py::outer:11", "py::main:16");
        assertEquals(expected, functions(frames), frames::toString);
        assertTrue(frames.stream().anyMatch(each -> each.contains("VECTOR_ENTRY")));
        assertTrue(frames.stream().anyMatch(each -> each.contains("Py_RunMain")), frames::toString);
        assertTrue(frames.stream().anyMatch(each -> each.contains("_start")), frames::toString);
    }

    @Test
    void storedCodeHasNamesWithoutAJvm() throws Exception {
        unpack();
        String java = System.getProperty("java.home");
        Files.writeString(folder.resolve("stores.py"), PROGRAM + "import time\ntime.sleep(3)\n");
        Map<String, String> stores = eager(java);
        stores.put("JUSTJIT_CACHE_DIR", folder.resolve("cache").toString());
        ChildProcess.run(List.of(ChildProcess.python().getPath(), "stores.py"), folder, stores, "");
        List<String> frames = backtrace(eager("none"), stock());
        String all = String.join("\n", frames);
        assertTrue(all.contains("py::inner"), all);
        assertTrue(all.contains("py::outer"), all);
        assertTrue(all.contains("Py_RunMain"), all);
    }

    @Test
    void aJvmMayBeTheHost() throws Exception {
        List<String> command =
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-Djustjit.cpython.jar=" + System.getProperty("justjit.cpython.jar"),
                        "-jar",
                        String.valueOf(System.getProperty("justjit.jar")),
                        "run",
                        "--jit=eager",
                        "deep.py");
        List<String> frames = backtrace(Map.of("JUSTJIT_CACHE", "0"), command);
        List<String> expected =
                List.of("py::inner:6", "py::outer:11", "py::main:16", "py::<module>:18");
        assertEquals(expected, functions(frames), frames::toString);
    }
}
