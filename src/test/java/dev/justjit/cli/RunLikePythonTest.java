package dev.justjit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code run --jit=off} and the interpreter program do the same: status, output, errors. */
class RunLikePythonTest {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]+");

    @TempDir private static Path folder;

    @BeforeAll
    static void writePrograms() throws Exception {
        for (Map.Entry<String, String> program : RunPrograms.SOURCES.entrySet()) {
            Path file = folder.resolve(program.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, program.getValue().getBytes(StandardCharsets.ISO_8859_1));
        }
        Files.createDirectories(folder.resolve("empty"));
        Files.createSymbolicLink(folder.resolve("folder/link.py"), Path.of("../facts.py"));
        try (OutputStream stream = Files.newOutputStream(folder.resolve("app.zip"));
                ZipOutputStream zip = new ZipOutputStream(stream)) {
            zip.putNextEntry(new ZipEntry("__main__.py"));
            zip.write(Files.readAllBytes(folder.resolve("folder/__main__.py")));
            zip.closeEntry();
        }
        ChildProcess.run(
                List.of(
                        ChildProcess.python().getPath(),
                        "-c",
                        "import py_compile as p; p.compile('error.py', 'error.pyc')"),
                folder,
                Map.of(),
                "");
    }

    static List<String> cases() {
        return RunPrograms.CASES;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void same(String line) throws Exception {
        String[] halves = line.split(" <<< ", 2);
        String input = halves.length == 1 ? "" : halves[1].replace("\\n", "\n");
        List<String> words = new ArrayList<>(Arrays.asList(halves[0].split(" (?=[^ ])")));
        Map<String, String> environment = new LinkedHashMap<>();
        while (words.get(0).matches("[A-Z]+=.*")) {
            String[] setting = words.remove(0).split("=", 2);
            environment.put(setting[0], setting[1]);
        }
        words.replaceAll(word -> word.replace('~', ' '));
        List<String> plain = new ArrayList<>(words);
        plain.add(0, ChildProcess.python().getPath());
        List<String> ours = ChildProcess.java(Main.class.getName(), "run", "--jit=off");
        ours.addAll(words);
        Outcome expected = ChildProcess.run(plain, folder, environment, input);
        Outcome actual = ChildProcess.run(ours, folder, environment, input);
        assertEquals(normal(expected), normal(actual));
    }

    /** By a shell, which closes streams, and limits memory. */
    private static Outcome shell(String script, Map<String, String> environment, String... words)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(ChildProcess.java(Main.class.getName(), words));
        return ChildProcess.run(command, folder, environment, "");
    }

    @Test
    void closedStreamsAreNone() throws Exception {
        String look =
                "import os, sys; print(sys.stdin, sys.__stdin__, flush=True); os.system('ls /proc/self/fd/0')";
        Outcome none = shell("exec \"$@\" <&-", Map.of(), "run", "--jit=off", "-c", look);
        assertEquals("None None\n", none.out());
        assertTrue(none.err().contains("/proc/self/fd/0"), none.err());
        Outcome printed = shell("exec \"$@\" >&-", Map.of(), "run", "--jit=off", "-c", "print(1)");
        assertEquals("", printed.err());
        assertEquals(0, printed.status());
    }

    /** The JVM loads classes afterwards; what is the program's own is closed. */
    @Test
    void rangesOfDescriptorsAreClosedButForTheJvms() throws Exception {
        String program =
                """
                import os
                own, _ = os.pipe()
                os.closerange(3, 200)
                try:
                    os.fstat(own)
                except OSError as error:
                    print(error, flush=True)
                if os.fork() == 0:
                    os.closerange(3, 200)
                    left = [n for n in os.listdir("/proc/self/fd") if 3 < int(n) < 200]
                    print(left, flush=True)
                    os._exit(0)
                os.wait()
                print("done")
                """;
        List<String> command =
                ChildProcess.java(Main.class.getName(), "run", "--jit=eager", "-c", program);
        Outcome outcome = ChildProcess.run(command, folder, Map.of(), "");
        assertEquals("[Errno 9] Bad file descriptor\n[]\ndone\n", outcome.out(), outcome.err());
        assertEquals("", outcome.err());
    }

    @Test
    void quitEndsTheProgram() throws Exception {
        String program = "import os, time; os.kill(os.getpid(), 3); time.sleep(9); print('alive')";
        List<String> command = ChildProcess.java(Main.class.getName(), "run", "-c", program);
        Outcome outcome = ChildProcess.run(command, folder, Map.of(), "");
        assertEquals(new Outcome(128 + 3, "", ""), outcome);
    }

    @Test
    void theCacheIsInTheHomeOfTheEnvironment() throws Exception {
        Path home = folder.resolve("home");
        Map<String, String> none = Map.of("JUSTJIT_CACHE_DIR", "", "XDG_CACHE_HOME", "");
        Map<String, String> own = new LinkedHashMap<>(none);
        own.put("HOME", home.toString());
        assertEquals("", shell("exec \"$@\"", own, "run", "-c", "pass").err());
        assertTrue(Files.isDirectory(home.resolve(".cache/justjit")));
    }

    @Test
    void anAddressSpaceThatIsTooSmallIsOneLine() throws Exception {
        String script = "ulimit -v 4000000; exec \"$@\"";
        Outcome outcome = shell(script, Map.of(), "run", "--jit=off", "-c", "print(1)");
        assertTrue(
                outcome.err().startsWith("justjit: the address space is limited"), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(2, outcome.status());
    }

    private static Outcome normal(Outcome outcome) {
        return new Outcome(
                outcome.status(),
                ADDRESS.matcher(outcome.out()).replaceAll("0x"),
                ADDRESS.matcher(outcome.err()).replaceAll("0x"));
    }

    @Test
    void interruptReachesSleep() throws Exception {
        List<String> command = ChildProcess.java(Main.class.getName(), "run", "sleep.py");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Process process = builder.start();
        assertEquals('u', process.getInputStream().read());
        // a signal between the last check of the interpreter and the sleep waits for its end
        boolean ended = false;
        for (int i = 0; i < 10 && !ended; i++) {
            Process kill =
                    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
            assertEquals(0, kill.waitFor());
            ended = process.waitFor(3, TimeUnit.SECONDS);
        }
        assertTrue(ended, "sleeps on");
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(err.endsWith("KeyboardInterrupt\n"), err);
        assertEquals(128 + 2, process.exitValue());
    }

    @Test
    void wrongPythonIsOneLine() throws Exception {
        List<String> command = ChildProcess.java(Main.class.getName(), "run", "facts.py");
        Outcome outcome =
                ChildProcess.run(command, folder, Map.of("JUSTJIT_PYTHON", "/no/such"), "");
        assertEquals(2, outcome.status());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains("JUSTJIT_PYTHON=/no/such (does not exist)"));
    }

    @Test
    void doctorTells() throws Exception {
        List<String> command = ChildProcess.java(Main.class.getName(), "doctor", "--json");
        Outcome outcome = ChildProcess.run(command, folder, Map.of(), "");
        assertEquals(0, outcome.status(), outcome.err());
        assertTrue(outcome.out().contains("\"code memory\": \"ok\""), outcome.out());
        assertTrue(outcome.out().contains("\"python version\": \"3.13.5"), outcome.out());
    }

    @Test
    void commandMistakesAreOneLine() throws Exception {
        List<String> command = ChildProcess.java(Main.class.getName(), "frobnicate");
        Outcome outcome = ChildProcess.run(command, folder, Map.of(), "");
        assertEquals(2, outcome.status());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }
}
