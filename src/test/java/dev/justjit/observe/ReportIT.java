package dev.justjit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run --report}, {@code report -o} and {@code run --top}, in both hosts. */
class ReportIT {
    /** What a page could stumble over. */
    private static final String NAME = "a <script> 'b' \"c\" é.py";

    private static final String EXPECTED =
            """
            numeric in registers True [9]
            hottest s = (s + i * 3) & 0xFFFFFF  # </script> <!-- é -->
            texts compiled True True
            bytecode True
            machine ['baseline', 'region']
            threads 2
            events True True
            """;

    private JarProgram jar;
    private String checker;

    @BeforeEach
    void folder() throws IOException {
        jar = new JarProgram().option("-Djustjit.wait=true");
        jar.with(NAME, resource("reported.py"));
        Path check = jar.folder().resolve("check.py");
        Files.writeString(check, resource("check_report.py"));
        checker = check.toString();
    }

    @AfterEach
    void close() throws IOException {
        jar.close();
    }

    static String resource(String name) throws IOException {
        try (InputStream in = ReportIT.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Runs a program with the embedded CPython as a JVM's guest, or as python3.13 that starts a JVM. */
    private Outcome run(String host, String... arguments) throws Exception {
        if (host.equals("jvm")) {
            return jar.run(arguments);
        }
        List<String> command = new java.util.ArrayList<>();
        command.addAll(List.of(ChildProcess.python().getPath(), "-m", "justjit"));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>();
        environment.put("PYTHONPATH", String.valueOf(System.getProperty("justjit.jar")));
        environment.put("JUSTJIT_JAVA", System.getProperty("java.home"));
        environment.put("JUSTJIT_CACHE_DIR", jar.folder().resolve("cache").toString());
        environment.put("JUSTJIT_START_MILLIS", "1");
        environment.put("JUSTJIT_WAIT", "1"); // or a busy machine could end the program first
        environment.put("JUSTJIT_JVM_OPTIONS", "-Djustjit.wait=true");
        return ChildProcess.run(command, jar.folder(), environment, "");
    }

    private String check(String... files) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.addAll(List.of(ChildProcess.python().getPath(), "-X", "utf8", checker));
        command.addAll(List.of(files));
        Outcome done = ChildProcess.run(command, jar.folder(), Map.of(), "");
        assertEquals(0, done.status(), done::err);
        return done.out();
    }

    private static String document() {
        return Path.of("docs", "report.md").toAbsolutePath().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "python"})
    void theDataHasTheDocumentedForm(String host) throws Exception {
        Outcome done = run(host, "run", "--report=r.json", NAME);
        assertEquals("done\n", done.out(), done::err);
        assertEquals("", done.err());
        assertEquals(0, done.status());
        assertEquals("host " + host + "\n" + EXPECTED, check("r.json", document()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "python"})
    void thePageHasTheSameData(String host) throws Exception {
        Outcome done = run(host, "report", "-o", "r.html", "--threshold", "200", NAME);
        assertEquals("", done.err());
        assertEquals("host " + host + "\n" + EXPECTED, check("r.html", document()));
    }

    @ParameterizedTest
    @CsvSource({"raise, 1, ValueError", "exit, 7, ''", "interrupt, 130, KeyboardInterrupt"})
    void anEndOfAnyKindWritesIt(String end, int status, String error) throws Exception {
        Outcome done = run("jvm", "run", "--report=r.json", NAME, end);
        assertEquals("done\n", done.out());
        assertTrue(
                done.err().contains(error) && error.isEmpty() == done.err().isEmpty(), done::err);
        assertEquals(status, done.status());
        assertEquals("host jvm\n" + EXPECTED, check("r.json"));
        assertEquals(run("jvm", "run", NAME, end), new Outcome(status, done.out(), done.err()));
    }

    @Test
    void aProcessThatIsGoneWritesNone() throws Exception {
        Outcome done = run("jvm", "run", "--report=r.json", NAME, "_exit");
        assertEquals(5, done.status());
        assertFalse(Files.exists(jar.folder().resolve("r.json")));
    }

    @ParameterizedTest
    @CsvSource({
        "jvm, no/r.html, No such file or directory",
        "python, no/r.html, No such file or directory",
        "jvm, folder.json, Is a directory",
        "python, folder.json, Is a directory",
        "python, fifo.json, it is not a regular file"
    })
    void whatCannotBeWrittenIsSaidBeforeTheProgram(String host, String file, String reason)
            throws Exception {
        Files.createDirectory(jar.folder().resolve("folder.json"));
        ChildProcess.run(List.of("mkfifo", "fifo.json"), jar.folder(), Map.of(), "");
        Outcome done = run(host, "run", "--report", file, NAME);
        assertEquals("", done.out());
        String path = jar.folder().toRealPath().resolve(file).toString();
        assertEquals(
                "justjit: the report cannot be written to " + path + ": " + reason + "\n",
                done.err());
        assertEquals(2, done.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "python"})
    void wrongOptionsAreSaid(String host) throws Exception {
        Outcome ending = run(host, "run", "--report=r.txt", NAME);
        assertTrue(ending.err().contains("a file that ends in .html or .json"), ending::err);
        assertEquals(2, ending.status());
        Outcome off = run(host, "run", "--report=r.json", "--jit=off", NAME);
        assertEquals(
                "justjit: --report and --top need the compiler, and --jit is off\n", off.err());
        assertEquals(2, off.status());
        Outcome file = run(host, "report", NAME);
        assertEquals("justjit: report needs -o FILE before anything else\n", file.err());
        assertEquals(2, file.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "python"})
    void theHottestFunctionsAreShownInTheTerminal(String host) throws Exception {
        Outcome done = run(host, "run", "--top", NAME);
        assertEquals("done\n", done.out());
        String[] lines = done.err().split("\n");
        assertTrue(lines[0].matches("justjit: \\d+ samples of 4 ms .* in registers"), done::err);
        assertTrue(lines[1].endsWith("regs  function"), done::err);
        assertTrue(done.err().contains("  texts (" + NAME + ":14)"), done::err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "python"})
    void aProgramCanAskForItsOwn(String host) throws Exception {
        Outcome done = run(host, "run", "--report=r.json", NAME, "report");
        assertEquals("done\njustjit-report True True\nheld True True\n", done.out(), done::err);
        Outcome without = run(host, "run", NAME, "report");
        assertTrue(without.out().startsWith("done\njustjit-report False "), without::out);
    }

    /** Under the frame of such a call is one of the interpreter's own, whose code object is read-only. */
    @ParameterizedTest
    @ValueSource(strings = {"jvm", "python"})
    void callsOfClassesAreSeen(String host) throws Exception {
        jar.with(
                "calls.py",
                """
                class Slow:
                    def __init__(self, n):
                        for i in range(n):
                            self.i = i

                def make(k, n):
                    for _ in range(k):
                        Slow(n)

                make(100, 100_000)
                print("done")
                """);
        Outcome done = run(host, "run", "--top", "calls.py");
        assertEquals("done\n", done.out(), done::err);
        assertEquals(0, done.status(), done::err);
        assertTrue(done.err().contains("  Slow.__init__ (calls.py:2)"), done::err);
        assertFalse(done.err().contains("  __init__ ("), done::err);
    }

    @Test
    void onlyLivingCodeIsNoted() throws Exception {
        jar.with("frames.py", resource("frames.py"));
        List<String> command =
                List.of(
                        ChildProcess.python().getPath(),
                        "frames.py",
                        String.valueOf(ThreadState.CURRENT_FRAME),
                        String.valueOf(PyCode.CO_NO_MONITORING_EVENTS));
        Map<String, String> environment =
                Map.of("PYTHONPATH", String.valueOf(System.getProperty("justjit.jar")));
        Outcome done = ChildProcess.run(command, jar.folder(), environment, "");
        assertEquals(
                """
                living: living noted show <module>
                again: living noted show <module>
                freed, the last block of a list: noted show <module>
                freed: noted show <module>
                another object: noted show <module>
                of the interpreter: noted show <module>
                NULL: noted show <module>
                no memory: noted show <module>
                no address: noted show <module>
                None: noted show <module>
                ended: [False, True] seen
                """,
                done.out(),
                done::err);
        assertEquals(0, done.status(), done::err);
    }

    @Test
    void withoutJavaStoredCodeAndTheInterpreterAreTold() throws Exception {
        List<String> command =
                List.of(ChildProcess.python().getPath(), "-m", "justjit", "run", "--top", NAME);
        Map<String, String> environment =
                Map.of(
                        "PYTHONPATH",
                        String.valueOf(System.getProperty("justjit.jar")),
                        "JUSTJIT_JAVA",
                        "none",
                        "JUSTJIT_CACHE_DIR",
                        jar.folder().resolve("cache").toString());
        Outcome done = ChildProcess.run(command, jar.folder(), environment, "");
        assertEquals("done\n", done.out());
        assertTrue(done.err().contains("100% interpreted"), done::err);
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("JUSTJIT_TOP", "1");
        variables.put("JUSTJIT_REPORT", "link.json");
        Path link = jar.folder().resolve("link.json");
        Files.createSymbolicLink(link, Path.of("target.json"));
        command = List.of(command.get(0), "-m", "justjit", "run", NAME);
        Outcome by = ChildProcess.run(command, jar.folder(), variables, "");
        assertEquals("done\n", by.out());
        assertEquals(1, by.err().split("100% interpreted", -1).length - 1, by::err);
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.isRegularFile(jar.folder().resolve("target.json")));
        Files.delete(jar.folder().resolve("target.json"));
        variables.put("JUSTJIT", "off");
        command = List.of(command.get(0), "-c", "import justjit");
        assertEquals(
                new Outcome(0, "", ""), ChildProcess.run(command, jar.folder(), variables, ""));
        assertFalse(Files.exists(link));
    }
}
