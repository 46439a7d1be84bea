package dev.justjit.tiering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of callable gets machine code by itself, whoever calls it. */
class ReachIT {
    private static final Path PROGRAM =
            Path.of(String.valueOf(System.getProperty("justjit.fixtures")), "cpython/reach.py")
                    .toAbsolutePath();

    @ParameterizedTest
    @ValueSource(strings = {"main", "module", "thread", "enable"})
    void allKindsAreCompiled(String caller) throws Exception {
        String mode = caller.equals("enable") ? "--jit=decorated" : "--jit=hot";
        try (JarProgram jar = new JarProgram()) {
            Outcome done = jar.run("run", mode, PROGRAM.toString(), caller, "30");
            assertEquals(caller + " not compiled: none\n", done.out(), done::err);
        }
    }

    /** Functions, classes and generators are defined, replaced and dropped while they are compiled. */
    @ParameterizedTest
    @ValueSource(strings = {"--jit=hot", "--jit=eager"})
    void definitionsMayChangeUnderTheCompiler(String mode) throws Exception {
        Path storm = PROGRAM.resolveSibling("redefine_storm.py");
        try (JarProgram jar = new JarProgram()) {
            Outcome done = jar.run("run", mode, storm.toString(), "25");
            assertEquals("failures [] 0\n", done.out(), done::err);
            assertEquals(0, done.status());
        }
    }
}
