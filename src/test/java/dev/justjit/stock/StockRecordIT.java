package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run --record} writes a file of machine code, and JUSTJIT_BLOB runs it where there is no JVM. */
class StockRecordIT {
    private static final Map<String, String> OFF = Map.of("JUSTJIT", "0");
    private static final Map<String, String> RECORDING = Map.of();
    private static final String NO_JVM = "JUSTJIT_BLOB is set, and JUSTJIT_JAVA is not";

    @TempDir private Path folder;
    private StockPython python;

    @BeforeEach
    void python() {
        python = new StockPython(folder);
    }

    private String program(String name) throws Exception {
        return python.program(name).toString();
    }

    /** From the first call on, and with no jar, no Java and no cache. */
    private Map<String, String> with(String blob) throws Exception {
        return Map.of(
                "JUSTJIT", "eager",
                "JUSTJIT_BLOB", blob,
                "JUSTJIT_JAVA", "",
                "PATH", "/nowhere",
                "JUSTJIT_STATS", "1",
                "TELL", "1",
                "PYTHONPATH", python.start().toString());
    }

    private Outcome record(String host, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("run", "--record", "app.jjb"));
        all.addAll(List.of(arguments));
        if (host.equals("python")) {
            return python.justjit(RECORDING, all.toArray(new String[0]));
        }
        String jar = "justjit.cpython.jar";
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-Xrs", "-D" + jar + "=" + System.getProperty(jar)));
        command.addAll(List.of("-jar", StockPython.jar()));
        command.addAll(all);
        Map<String, String> environment = Map.of("PYTHONHASHSEED", "0", "JUSTJIT_TOP", "");
        return ChildProcess.run(command, folder, environment, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "jvm"})
    void whatARunCompilesRunsWithoutAJvm(String host) throws Exception {
        String program = program("stored.py");
        Outcome expected = python.plain(OFF, program, "trace");
        Outcome recorded = record(host, "--jit=eager", program, "trace");
        assertEquals(expected, recorded);
        Outcome done = python.plain(with("app.jjb"), program, "trace");
        assertEquals(expected.out(), done.out(), done::err);
        String state = "stored code runs, no compiler: " + NO_JVM + "\n";
        assertTrue(done.err().startsWith("[]\n" + state), done::err);
        assertTrue(done.err().contains("stored_failures 0\n"), done::err);
        assertEquals(0, done.status());
        try (Stream<Path> rest = Files.list(folder)) {
            assertFalse(rest.anyMatch(each -> each.toString().matches(".*(lock|new)")));
        }
    }

    @Test
    void noJvmIsStartedUnlessJavaIsNamed() throws Exception {
        String program = program("stored.py");
        record("python", "--threshold", "20", program, "trace");
        String ask =
                "import sys, runpy\nsys.argv[1:] = ['monitor']\nrunpy.run_path('stored.py')\n"
                        + "print('libjvm' in open('/proc/self/maps').read())";
        Map<String, String> without = new HashMap<>(with("app.jjb"));
        without.put("JUSTJIT", "");
        without.put("JUSTJIT_START_MILLIS", "1");
        without.put("SECONDS_OF_WORK", "1");
        Outcome done = python.plain(without, "-c", ask);
        assertTrue(done.out().endsWith("False\n"), () -> done.out() + done.err());
        assertTrue(done.err().contains("stored code runs"), done::err);
        without.put("JUSTJIT_JAVA", System.getProperty("java.home"));
        without.put("JUSTJIT_JAR", StockPython.jar());
        without.put("JUSTJIT_WAIT", "1");
        Outcome with = python.plain(without, "-c", ask);
        assertTrue(with.out().endsWith("True\n"), () -> with.out() + with.err());
    }

    private void rewrite(String part, String by) throws Exception {
        byte[] bytes = Files.readAllBytes(folder.resolve("app.jjb"));
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int length = file.getInt(4);
        String build = new String(bytes, 8, length, StandardCharsets.US_ASCII);
        byte[] changed = build.replaceFirst(part, by).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(changed, 0, bytes, 8, length);
        int first = 24 + length;
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, first - 4);
        sum.update(bytes, first, 24 * file.getInt(first - 8));
        file.putInt(first - 4, (int) sum.getValue());
        Files.write(folder.resolve("app.jjb"), bytes);
    }

    private static final List<String> DAMAGES =
            List.of(
                    "missing",
                    "fifo",
                    "truncated",
                    "empty",
                    "text",
                    "corrupted",
                    "writable",
                    "isa",
                    "build",
                    "python");

    private void spoil(String how) throws Exception {
        Path file = folder.resolve("app.jjb");
        byte[] bytes = Files.readAllBytes(file);
        switch (how) {
            case "missing" -> Files.delete(file);
            case "fifo" -> {
                Files.delete(file);
                ChildProcess.run(List.of("mkfifo", "app.jjb"), folder, Map.of(), "");
            }
            case "truncated" -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            case "empty" -> Files.write(file, new byte[0]);
            case "text" -> Files.writeString(file, "print('no')\n".repeat(20));
            case "corrupted" -> {
                bytes[100] ^= 1;
                Files.write(file, bytes);
            }
            case "writable" ->
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString("rw-rw-r--"));
            case "isa" -> rewrite("-(x64|a64)-", "-m68-");
            case "build" -> rewrite("^[0-9a-f]{4}", "0000");
            case "python" -> rewrite("[0-9a-f]{4}$", "0000");
            default -> throw new IllegalArgumentException(how);
        }
    }

    private static String reason(String how) {
        return switch (how) {
            case "missing" -> "No such file or directory";
            case "fifo" -> "it is not a file, or is too large";
            case "truncated" -> "it is damaged: its length is wrong";
            case "empty", "text" -> "it is damaged, or no file of stored code";
            case "corrupted" -> "it is damaged: the checksum of its index is wrong";
            case "writable" -> "others may write to it or to its folder";
            case "isa" -> "it is for m68, and this is ";
            case "build" -> "it was made by another build of the compiler";
            default -> "it is for Python 3.13.";
        };
    }

    @Test
    void aFileThatIsOfNoUseIsCountedAndExplained() throws Exception {
        String program = program("recorded_end.py");
        Outcome recorded = record("python", "--threshold", "20", program, "exit");
        Path file = folder.resolve("app.jjb");
        byte[] whole = Files.readAllBytes(file);
        Map<String, String> with = with("app.jjb");
        for (String how : DAMAGES) {
            spoil(how);
            Outcome done = python.plain(with, program, "exit");
            assertEquals(recorded.out(), done.out(), done::err);
            assertEquals(7, done.status());
            String said = "/app.jjb is not used: " + reason(how);
            assertTrue(done.err().startsWith("justjit: running interpreted: " + NO_JVM), how);
            assertTrue(done.err().contains(said), done::err);
            assertTrue(done.err().contains("stored_failures 1\n"), done::err);
            Files.deleteIfExists(file);
            Files.write(file, whole);
        }
        spoil("isa");
        Outcome told = python.justjit(doctor("app.jjb"), "doctor");
        assertTrue(told.out().contains("/app.jjb: not used: " + reason("isa")), told::out);
        assertEquals(2, told.status());
        String ask = "import justjit; print(justjit.status())";
        assertTrue(python.plain(with, "-c", ask).out().contains(reason("isa")));
    }

    @Test
    void severalFilesAreLookedInInTurn() throws Exception {
        record("python", "--jit=eager", program("stored.py"), "trace");
        Files.move(folder.resolve("app.jjb"), folder.resolve("one.jjb"));
        record("python", "--threshold", "20", program("recorded_end.py"), "exit");
        Outcome done =
                python.plain(with("none.jjb:app.jjb:one.jjb"), program("stored.py"), "trace");
        assertTrue(done.err().startsWith("[]\nstored code runs"), done::err);
        assertTrue(done.err().contains("/none.jjb is not used: No such file"), done::err);
        assertTrue(done.err().contains("stored_failures 1\n"), done::err);
        Outcome told = python.justjit(doctor("app.jjb:one.jjb"), "doctor");
        assertTrue(told.out().matches("(?s).*/app.jjb: \\d+ functions\n.*/one.jjb: \\d+ .*"));
        assertEquals(0, told.status(), told::out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "error", "child", "_exit", "SIGINT", "SIGTERM"})
    void aRecordedRunEndsAsAnyOther(String how) throws Exception {
        String program = program("recorded_end.py");
        Outcome expected = python.plain(OFF, program, how);
        Outcome done = record("python", "--threshold", "20", program, how);
        assertEquals(expected, done);
        String name = how.equals("child") ? "child.py" : "recorded_end.py";
        if (how.equals("child")) {
            Files.writeString(
                    folder.resolve(name),
                    "def other(n):\n    return n * 2 + 1\nprint(sum(map(other, range(5000))))\n");
        }
        String last = how.equals("child") ? "exit" : how;
        Outcome blob = python.plain(with("app.jjb"), name, last);
        assertTrue(blob.err().matches("(?s).*stored_loaded [1-9].*") || isKilled(how), blob::err);
        Outcome told = python.justjit(doctor("app.jjb"), "doctor");
        assertTrue(told.out().matches("(?s).*/app.jjb: [1-9]\\d* functions\n.*"), told::out);
    }

    private Map<String, String> doctor(String blob) throws Exception {
        Map<String, String> doctor = new HashMap<>(with(blob));
        doctor.put("PYTHONPATH", StockPython.jar());
        return doctor;
    }

    /** Such an end prints no counters. */
    private static boolean isKilled(String how) {
        return how.equals("_exit") || how.equals("SIGTERM");
    }

    @Test
    void laterRunsAddToTheFile() throws Exception {
        record("python", "--jit=eager", program("stored.py"), "trace");
        byte[] once = Files.readAllBytes(folder.resolve("app.jjb"));
        record("python", "--threshold", "20", program("recorded_end.py"), "exit");
        assertTrue(Files.size(folder.resolve("app.jjb")) > once.length);
        Outcome done = python.plain(with("app.jjb"), program("stored.py"), "trace");
        assertTrue(done.err().startsWith("[]\nstored code runs"), done::err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "jvm"})
    void whatCannotBeWrittenIsSaidBeforeTheProgramRuns(String host) throws Exception {
        Path file = folder.resolve("app.jjb");
        Files.writeString(file, "a text of the user's");
        Outcome text = record(host, "-c", "print('runs')");
        assertEquals(2, text.status());
        assertEquals("", text.out());
        String said =
                "justjit: app.jjb cannot be written: it is there, and is no file of stored code\n";
        assertEquals(said, text.err());
        assertArrayEquals(
                "a text of the user's".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
        Files.delete(file);
        assertEquals(2, record(host, "--jit=off", "-c", "print('runs')").status());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Outcome open = record(host, "-c", "print('runs')");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertTrue(open.err().contains("others may write to it"), open::err);
        assertFalse(Files.exists(file));
    }

    @Test
    void nothingIsRecordedWithoutJava() throws Exception {
        Outcome done =
                python.justjit(
                        Map.of("JUSTJIT_JAVA", "none"), "run", "--record", "app.jjb", "-c", "1");
        assertEquals("justjit: nothing can be recorded: JUSTJIT_JAVA is none\n", done.err());
        assertEquals(2, done.status());
        Map<String, String> direct =
                Map.of("JUSTJIT_JAVA", "none", "JUSTJIT_RECORD", "app.jjb", "JUSTJIT", "hot");
        Outcome started = python.plain(direct, "-c", "import justjit; print(1)");
        assertEquals("1\n", started.out());
        assertTrue(
                started.err()
                        .endsWith(
                                "/app.jjb is not written: running interpreted: JUSTJIT_JAVA is none\n"),
                started::err);
    }

    @Test
    void aVariableThatNamesNoGoodFileIsToldFirst() throws Exception {
        Map<String, String> bad = Map.of("JUSTJIT_JAVA", "none", "JUSTJIT_RECORD", "none/app.jjb");
        String ask = "import sys, justjit, os; print(os.environ.get('JUSTJIT_RECORD'))";
        Outcome done = python.plain(bad, "-c", ask);
        String none = folder.toRealPath().resolve("none").toString();
        String said = "justjit: none/app.jjb cannot be written: there is no folder " + none + "\n";
        assertEquals(new Outcome(0, "None\n", said), done);
    }
}
