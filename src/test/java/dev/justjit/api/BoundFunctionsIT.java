package dev.justjit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link Python#bind} in JVMs of their own, which have nothing but the jar with everything in it. */
class BoundFunctionsIT {
    private static final Path JAR = Path.of(String.valueOf(System.getProperty("justjit.jar")));

    private static Outcome run(Class<?> program, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Djustjit.cpython.jar=" + System.getProperty("justjit.cpython.jar"));
        Path classes = Path.of(program.getProtectionDomain().getCodeSource().getLocation().toURI());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", JAR + File.pathSeparator + classes, program.getName()));
        return ChildProcess.run(command, Path.of("."), Map.of("LC_ALL", "C.UTF-8"), "");
    }

    private static void check(String expected, Class<?> program, String... options)
            throws Exception {
        Outcome done = run(program, options);
        assertEquals(expected, done.out(), done.err());
        assertEquals("", done.err());
        assertEquals(0, done.status());
    }

    @Test
    void resultsAreThoseOfTheInterpreter() throws Exception {
        String same = "longs: 0 differ\ndoubles: 0 differ\nmixed: 0 differ\nbools: 0 differ\n";
        check(same, BoundExactness.class);
    }

    /** The same without a compiler: all calls are by objects. */
    @Test
    void withoutACompilerToo() throws Exception {
        String same = "longs: 0 differ\ndoubles: 0 differ\nmixed: 0 differ\nbools: 0 differ\n";
        check(same, BoundExactness.class, "-Dbound.jit=false");
    }

    @Test
    void whatChangesIsSeen() throws Exception {
        check(BoundChanges.EXPECTED, BoundChanges.class);
    }

    @Test
    void interfacesOfAllKinds() throws Exception {
        check(BoundInterfaces.EXPECTED, BoundInterfaces.class);
    }

    @Test
    void manyThreadsCallWhileCodeComesAndGoes() throws Exception {
        check("wrong: 0\nboth were seen: true\nend: Python was closed\n", BoundThreads.class);
    }
}
