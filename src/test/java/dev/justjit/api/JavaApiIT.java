package dev.justjit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java API in JVMs of their own, which have nothing but the jar; what they print is in files of the same names. */
class JavaApiIT {
    private static final Path JAR = Path.of(String.valueOf(System.getProperty("justjit.jar")));

    private static Outcome run(Class<?> program, String... arguments) throws Exception {
        Path tests = Path.of(program.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dfile.encoding=UTF-8"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Djustjit.cpython.jar=" + System.getProperty("justjit.cpython.jar"));
        command.addAll(List.of("-cp", JAR + File.pathSeparator + tests, program.getName()));
        command.addAll(List.of(arguments));
        return ChildProcess.run(command, Path.of("."), Map.of("LC_ALL", "C.UTF-8", "JUSTJIT_CACHE", "1"), "");
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

    private static String options(boolean compiled, boolean full) {
        return "refused: IllegalArgumentException a threshold is at least 1, not 0\n"
                + "refused: IllegalArgumentException a code budget is 4096 to 1073741824 bytes, not 1\n"
                + "compiled: "
                + compiled
                + "\n"
                + (full ? "budget: true\n" : "");
    }
}
