package dev.justjit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java API in JVMs of their own, which have nothing but the jar; what they print is in files of the same names. */
class JavaApiIT {
    private static final Path JAR = Path.of(String.valueOf(System.getProperty("justjit.jar")));

    private static Outcome run(Class<?> program, String... arguments) throws Exception {
        Path tests = Path.of(program.getProtectionDomain().getCodeSource().getLocation().toURI());
        return run(program.getName(), tests, arguments);
    }

    private static Outcome run(String program, Path classes, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dfile.encoding=UTF-8"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Djustjit.cpython.jar=" + System.getProperty("justjit.cpython.jar"));
        command.addAll(List.of("-cp", JAR + File.pathSeparator + classes, program));
        command.addAll(List.of(arguments));
        return ChildProcess.run(
                command, Path.of("."), Map.of("LC_ALL", "C.UTF-8", "JUSTJIT_CACHE", "1"), "");
    }

    private static String expected(String name) throws Exception {
        try (InputStream text = JavaApiIT.class.getResourceAsStream(name + ".txt")) {
            assertNotNull(text, name);
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void check(Class<?> program) throws Exception {
        Outcome done = run(program);
        assertEquals(expected(program.getSimpleName()), done.out(), done.err());
        assertEquals("", done.err());
        assertEquals(0, done.status());
    }

    @Test
    void objectsOfPython() throws Exception {
        check(ObjectsProgram.class);
    }

    @Test
    void objectsAndMemoryOfJava() throws Exception {
        check(SharingProgram.class);
    }

    @Test
    void exceptions() throws Exception {
        check(ErrorsProgram.class);
    }

    @Test
    void limitsAndInterrupts() throws Exception {
        check(LimitsProgram.class);
    }

    @Test
    void virtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21);
        Outcome done = run(LimitsProgram.class, "virtual");
        assertEquals(expected("LimitsProgram-virtual"), done.out(), done.err());
    }

    @ParameterizedTest
    @CsvSource({"close, 0", "exit, 4", "pipe, 0"})
    void streams(String end, int status) throws Exception {
        Outcome done = run(StreamsProgram.class, end);
        assertEquals(expected("StreamsProgram-" + end), done.out(), done.err());
        assertEquals("", done.err());
        assertEquals(status, done.status());
    }

    @ParameterizedTest
    @CsvSource({"OFF, false", "DECORATED, false", "EAGER, true"})
    void modes(String mode, boolean compiled) throws Exception {
        Outcome done = run(OptionsProgram.class, mode);
        assertEquals(options(compiled, mode.equals("DECORATED")), done.out(), done.err());
    }

    @Test
    void hotModeInACacheFolderOfItsOwn(@TempDir Path folder) throws Exception {
        String python = ChildProcess.python().getPath();
        Outcome done = run(OptionsProgram.class, "HOT", python, folder.resolve("c").toString());
        assertEquals(options(true, false) + "stored: true\n", done.out(), done.err());
    }

    private static Path docs() {
        Path fixtures = Path.of(String.valueOf(System.getProperty("justjit.fixtures")));
        return fixtures.resolve("../src/docs").normalize();
    }

    /** The example compiles without a warning, and does what it says. */
    @Test
    void theExampleOfThePage(@TempDir Path classes) throws Exception {
        String source = docs().resolve("example/JavaApi.java").toString();
        String folder = classes.toString();
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-Xlint:all,-classfile",
                                "-Werror",
                                "-cp",
                                JAR.toString(),
                                "-d",
                                folder,
                                source);
        assertEquals(0, result);
        Outcome done = run("JavaApi", classes);
        assertEquals(expected("JavaApi"), done.out(), done.err());
        assertEquals("", done.err());
    }

    @Test
    void thePageHasTheLinesOfTheExample() throws Exception {
        String example = words(Files.readString(docs().resolve("example/JavaApi.java")));
        Pattern start = Pattern.compile("\\| [^|]+ \\| `([^`]+)`.*");
        boolean ours = false;
        int checked = 0;
        for (String line : Files.readAllLines(docs().resolve("java-api.md"))) {
            ours = line.startsWith("|") && (ours || line.startsWith("| | JustJIT |"));
            Matcher cell = start.matcher(line);
            if (ours && cell.matches()) {
                assertTrue(example.contains(words(cell.group(1))), line);
                checked++;
            }
        }
        assertTrue(checked > 30, "lines: " + checked);
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static String options(boolean compiled, boolean full) {
        return "refused: IllegalArgumentException a threshold is at least 1, not 0\n"
                + "refused: IllegalArgumentException a code budget is 4096 to 1073741824 bytes, not 1\n"
                + "compiled: "
                + compiled
                + "\n"
                + (full ? "budget: true\n" : "");
    }
}
