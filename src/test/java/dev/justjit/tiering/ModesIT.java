package dev.justjit.tiering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which functions each mode compiles, and what is told at the end. */
class ModesIT {
    private static final String PROGRAM =
            """
            import os.path
            from justjit import is_compiled, jit

            def once():
                return 1

            def often(x):
                return x + 1

            @jit
            def marked(x):
                return x + 1

            def gen():
                yield 1

            exec("def big():\\n" + "    x = 1\\n" * 31000)
            once()
            for i in range(400):
                often(i)
                marked(i)
                os.path.join("a", "b")
                list(gen())
                big()
            print(*[is_compiled(f) for f in (once, often, marked, os.path.join, gen, big)])
            """;

    private static Outcome run(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "run";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 1] = "p.py";
        try (JarProgram jar = new JarProgram()) {
            jar.with("p.py", PROGRAM);
            // what is compiled depends on calls alone, and is there at once
            jar.option("-Djustjit.wait=true").option("-Djustjit.sample.millis=0");
            Outcome done = jar.run(all);
            assertEquals(0, done.status(), done::err);
            return done;
        }
    }

    private static void compiles(String flags, String... arguments) throws Exception {
        Outcome done = run(arguments);
        assertEquals(flags + "\n", done.out());
        assertEquals("", done.err());
    }

    @Test
    void offCompilesNothing() throws Exception {
        compiles("False False False False False False", "--jit=off");
    }

    @Test
    void decoratedCompilesMarkedFunctions() throws Exception {
        compiles("False False True False False False", "--jit=decorated");
    }

    @Test
    void hotCompilesWhatIsCalledOften() throws Exception {
        compiles("False True True False True False", "--jit=hot");
        compiles("False False True False False False", "--jit=hot", "--threshold", "1000");
        compiles("True True True False True False", "--jit=hot", "--threshold", "1");
    }

    @Test
    void eagerCompilesAlsoWhatExistedBefore() throws Exception {
        compiles("True True True True True False", "--jit=eager");
    }

    @Test
    void statisticsGoToStandardError() throws Exception {
        Outcome done = run("--jit=hot", "--stats");
        assertEquals("False True True False True False\n", done.out());
        List<String> lines = done.err().lines().toList();
        assertTrue(lines.stream().allMatch(line -> line.startsWith("justjit: ")), done::err);
        assertTrue(lines.contains("justjit: failures 0"), done::err);
        assertTrue(
                lines.stream().anyMatch(line -> line.endsWith("the limit is 60000: big")),
                done::err);
    }

    /** Functions that are called once, and bodies of modules. */
    @Test
    void entersLoopsThatRun() throws Exception {
        String module = "total = 0\nfor i in range(6_000_000):\n    total += i & 7\n";
        String program =
                """
                import sys
                import module

                def once(n):
                    total = 0
                    for i in range(n):
                        total += i & 7
                    return total

                print(once(6_000_000), module.total, sys.monitoring.get_tool(5))
                """;
        try (JarProgram jar = new JarProgram()) {
            jar.with("module.py", module).with("p.py", program);
            Outcome done = jar.run("run", "--jit=hot", "--stats", "p.py");
            assertEquals("21000000 21000000 None\n", done.out());
            List<String> lines = done.err().lines().toList();
            assertTrue(lines.contains("justjit: running_codes 2"), done::err);
            assertTrue(lines.contains("justjit: failures 0"), done::err);
            done = jar.run("run", "--jit=decorated", "--stats", "p.py");
            assertTrue(done.err().contains("justjit: running_codes 0\n"), done::err);
        }
    }

    @Test
    void logsTheOpcodesOfCompiledCode() throws Exception {
        try (JarProgram jar = new JarProgram()) {
            jar.with("p.py", "def f(x):\n    return -x\nf(1)\n");
            Map<String, String> environment = Map.of("JUSTJIT_OPCODE_LOG", "log");
            for (int i = 0; i < 2; i++) {
                String[] arguments = {"run", "--jit=hot", "--threshold", "1", "p.py"};
                assertEquals(0, jar.run(environment, arguments).status());
            }
            List<String> lines = Files.readAllLines(jar.folder().resolve("log"));
            assertEquals(2, lines.size());
            assertTrue(lines.get(0).contains(" UNARY_NEGATIVE"), lines.get(0));
        }
    }
}
