package dev.justjit.tiering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of callable gets machine code by itself, whoever calls it. */
class ReachIT {
    private static final Path PROGRAM = TestBuild.fixtures().resolve("cpython/reach.py");

    @ParameterizedTest
    @ValueSource(strings = {"main", "module", "thread", "enable"})
    void allKindsAreCompiled(String caller) throws Exception {
        String mode = caller.equals("enable") ? "--jit=decorated" : "--jit=hot";
        try (JarProgram jar = new JarProgram()) {
            Outcome done = jar.run("run", mode, PROGRAM.toString(), caller, "30");
            assertEquals(caller + " not compiled: none\n", done.out(), done::err);
        }
    }

    /** Looks at running code have few slots, which addresses share. */
    @Test
    void aLoopIsCompiledWhoeverCallsIt() throws Exception {
        String program =
                """
                import justjit
                source = '''
                def inner(n):
                    s = 0
                    for i in range(n):
                        s = (s + i) & 1023
                    return s

                def outer():
                    PADDING
                    for _ in range(30):
                        inner(2_000_000)
                '''
                def slot(f):
                    return id(f.__code__) >> 4 & 63
                made, twins = [], []
                while not twins:
                    space = {}
                    exec(source.replace("PADDING", "x = 0; " * (1 + len(made) % 40)), space)
                    made.append((space["inner"], space["outer"]))
                    twins = [(i, o) for i, _ in made for _, o in made if slot(i) == slot(o)]
                inner, outer = twins[0]
                outer.__globals__["inner"] = inner
                outer()
                print(justjit.stats()["regions"] > 0)
                """;
        try (JarProgram jar = new JarProgram().with("twins.py", program)) {
            Outcome done = jar.run("run", "twins.py");
            assertEquals("True\n", done.out(), done::err);
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
