package dev.justjit.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that {@code jfr print} shows. */
class FlightIT {
    private static final String JAVA = System.getProperty("java.home");

    private static final String PROGRAM =
            """
            import sys
            def add(a, b):
                return a + b
            for i in range(2000): add(i, i)
            for i in range(2000): add("a", "b")
            def total(n):
                result = 0
                for i in range(n):
                    result += i
                return result
            for i in range(400): total(3000)
            sys.setprofile(lambda *a: None)
            sys.setprofile(None)
            print("done")
            """;

    @TempDir private Path folder;

    @BeforeAll
    static void look() {
        boolean exists = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
        assumeTrue(exists && Files.isExecutable(Path.of(JAVA, "bin", "jfr")), "there is no jfr");
    }

    private String print(Path file) throws Exception {
        List<String> command =
                List.of(JAVA + "/bin/jfr", "print", "--events", "dev.justjit.*", file.toString());
        return ChildProcess.run(command, folder, Map.of(), "").out();
    }

    private static void assertAll(String events) {
        String flat = events.replaceAll("\\s+", " ");
        assertTrue(
                flat.matches(
                        ".*dev.justjit.Compile \\{[^}]*function = \"add\"[^}]*line = 2 "
                                + "tier = \"baseline\" units = \\d+ bytes = \\d+ [^}]*"
                                + "compileTime = [^}]*refusal = \"\".*"),
                events);
        assertTrue(flat.contains("function = \"total\""), events);
        assertTrue(flat.contains("tier = \"region\""), events);
        assertTrue(
                flat.matches(
                        ".*dev.justjit.Exit \\{[^}]*function = \"add\"[^}]*line = 3 "
                                + "reason = \"the result is not an int\".*"),
                events);
        assertTrue(flat.contains("reason = \"it was compiled anew\""), events);
        assertTrue(flat.contains("monitoring tool is active\""), events);
    }

    private static String recording(Path file) {
        return "-XX:StartFlightRecording=filename=" + file;
    }

    @Test
    void compilationsExitsAndInvalidations() throws Exception {
        Path file = folder.resolve("run.jfr");
        try (JarProgram jar = new JarProgram().with("app.py", PROGRAM)) {
            jar.option("-Djustjit.wait=true").option(recording(file));
            jar.option("-Xlog:jfr+startup=error");
            Outcome done = jar.run("run", "app.py");
            assertEquals("done\n", done.out(), done::err);
            assertAll(print(file));
        }
    }

    @Test
    void theSameInAPython() throws Exception {
        Path file = folder.resolve("stock.jfr");
        Files.writeString(folder.resolve("app.py"), PROGRAM);
        Map<String, String> environment =
                Map.of(
                        "PYTHONPATH",
                        System.getProperty("justjit.jar") + "/justjit/_start",
                        "JUSTJIT",
                        "hot",
                        "JUSTJIT_WAIT",
                        "1",
                        "JUSTJIT_JAVA",
                        JAVA,
                        "JUSTJIT_CACHE_DIR",
                        folder.resolve("cache").toString(),
                        "JUSTJIT_JVM_OPTIONS",
                        "-Djustjit.wait=true " + recording(file));
        List<String> command = List.of(ChildProcess.python().getPath(), "app.py");
        Outcome done = ChildProcess.run(command, folder, environment, "");
        assertEquals("done\n", done.out(), done::err);
        assertEquals("", done.err());
        assertEquals(0, done.status());
        assertAll(print(file));
    }

    @Test
    void waitsForTheGil() throws Exception {
        Path file = folder.resolve("gil.jfr");
        List<String> command = ChildProcess.java(GilWaitProgram.class.getName(), file.toString());
        Outcome done = ChildProcess.run(command, folder, Map.of(), "");
        assertEquals(0, done.status(), done::err);
        String events = print(file);
        assertTrue(events.contains("dev.justjit.GilWait {"), events);
        assertTrue(events.contains("duration = "), events);
    }
}
