package dev.justjit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that tell about the compiler. */
class CommandsIT {
    private static final String PROGRAM =
            """
            print("this must not run")

            def add(a, b):
                return a + b

            def numbers():
                yield 1

            class Thing:
                def outer(self, y):
                    def inner(x):
                        return x + y
                    return inner

                async def wait(self):
                    await self
            """;

    private static final String LOOPS =
            """

            def total(n):
                s = 0
                for i in range(n):
                    s += i
                return s

            def length(n):
                for i in range(n):
                    len(str(i)) + 1

            if __name__ == "__main__":
                import justjit
                justjit.compile_function(total)(2000)
                justjit.compile_function(length)(2000)
            """;

    private static Outcome run(String... arguments) throws Exception {
        try (JarProgram jar = new JarProgram()) {
            jar.option("-Djustjit.wait=true"); // what the short programs ask for is there at once
            jar.with("good.py", PROGRAM).with("broken.py", "x = (\n").with("null.py", "x\0");
            jar.with("loops.py", LOOPS);
            jar.with("pack/__init__.py", "1/0\n").with("pack/part.py", PROGRAM);
            Files.createDirectories(jar.folder().resolve("folder"));
            return jar.run(arguments);
        }
    }

    private static String refusal(Map<String, String> environment, String... arguments)
            throws Exception {
        try (JarProgram jar = new JarProgram().with("good.py", PROGRAM)) {
            Outcome done = jar.run(environment, arguments);
            assertEquals(2, done.status(), done::err);
            assertEquals(1, done.err().lines().count(), done::err);
            return done.err();
        }
    }

    @Test
    void tellsWhatToDo() throws Exception {
        assertTrue(refusal(Map.of(), "good.py").contains("To run a program: run good.py"));
        assertTrue(refusal(Map.of(), "explain", "sys").contains("module sys is built in"));
        String off = refusal(Map.of("JUSTJIT", "0"), "explain", "good.py");
        assertEquals("justjit: the compiler is off: JUSTJIT is 0\n", off);
        Map<String, String> unwritable = Map.of("JUSTJIT_CACHE_DIR", "/proc/none", "PATH", "");
        String cache = refusal(unwritable, "run", "good.py");
        assertTrue(cache.contains("set JUSTJIT_CACHE_DIR to a folder that can be written"), cache);
    }

    @Test
    void outputThatDoesNotArriveIsAnError() throws Exception {
        try (JarProgram jar = new JarProgram().with("good.py", PROGRAM)) {
            for (String line : List.of("opcodes", "doctor", "explain good.py", "--help")) {
                Outcome done = jar.shell("exec \"$@\" >/dev/full", Map.of(), line.split(" "));
                assertEquals(2, done.status(), line);
                assertTrue(done.err().contains("the output cannot be written"), done::err);
            }
        }
    }

    @Test
    void namesOutsideOfAsciiAreFoundInAnyLocale() throws Exception {
        try (JarProgram jar = new JarProgram().with("good.py", PROGRAM)) {
            String script = "n=$(printf 'g\\303\\266d.py'); cp good.py $n; exec \"$@\" $n:add";
            Outcome done = jar.shell(script, Map.of("LC_ALL", "POSIX"), "asm");
            assertTrue(done.out().startsWith("; add, g\u00f6d.py, line 3\n"), done::err);
        }
    }

    /** JUSTJIT=0 wins over every option; what there would be to count is told. */
    @Test
    void theSwitchTurnsEverythingOff() throws Exception {
        String program =
                """
                import justjit
                f = justjit.jit(lambda: 1)
                for i in range(5): f()
                print(justjit.is_compiled(f), justjit.status())
                """;
        try (JarProgram jar = new JarProgram().with("p.py", program)) {
            Outcome off = jar.run(Map.of("JUSTJIT", "0"), "run", "--stats", "--jit=eager", "p.py");
            assertEquals("False running interpreted: JUSTJIT is 0\n", off.out(), off::err);
            assertEquals("justjit: running interpreted: JUSTJIT is 0\n", off.err());
            Outcome option = jar.run("run", "--stats", "--jit=off", "-c", "pass");
            assertEquals("justjit: running interpreted: --jit is off\n", option.err());
        }
    }

    private static String good(String... arguments) throws Exception {
        Outcome done = run(arguments);
        assertEquals("", done.err());
        assertEquals(0, done.status());
        assertFalse(done.out().contains("this must not run"));
        return done.out();
    }

    @Test
    void listsOpcodes() throws Exception {
        List<String> lines = good("opcodes").lines().toList();
        assertTrue(lines.get(0).startsWith("| number | opcode |"), lines.get(0));
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.startsWith("| 35 | RETURN_GENERATOR | real | T2 |")),
                lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("| 45 | BINARY_OP | real |")));
        assertTrue(
                lines.stream().anyMatch(line -> line.contains("| specialized: BINARY_OP | T1 |")));
        assertTrue(lines.stream().anyMatch(line -> line.contains("| instrumented: RESUME |")));
        assertTrue(lines.stream().anyMatch(line -> line.contains("| pseudo |")));
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("real opcodes are compiled.")));
        String json = good("opcodes", "--format", "json");
        assertTrue(json.startsWith("[") && json.contains("\"name\": \"BINARY_OP\""), json);
        assertEquals(json, good("opcodes", "--json"));
    }

    @Test
    void explainsAFile() throws Exception {
        List<String> lines = good("explain", "good.py").lines().toList();
        assertEquals(8, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches(" +1  <module> +compiled, \\d+ bytes"), lines.get(0));
        assertTrue(lines.get(1).matches(" +3  add +compiled, \\d+ bytes"), lines.get(1));
        assertTrue(lines.get(2).matches(" +6  numbers +compiled, \\d+ bytes"), lines.get(2));
        assertTrue(lines.get(5).contains("Thing.outer.<locals>.inner"), lines.get(5));
        assertTrue(lines.get(6).contains("Thing.wait"), lines.get(6));
        assertEquals("6 of 7 code objects can be compiled", lines.get(7));
    }

    @Test
    void explainsAFunction() throws Exception {
        String json = good("explain", "--json", "good.py:Thing.outer.inner");
        assertTrue(json.startsWith("[{\"name\": \"Thing.outer.<locals>.inner\""), json);
        assertTrue(json.contains("\"compiled\": true, \"reason\": null"), json);
        assertTrue(good("explain", "json.decoder:JSONDecoder.decode").contains("decode"));
    }

    @Test
    void explainsLoopsThatHaveNotRun() throws Exception {
        List<String> lines = good("explain", "loops.py:total").lines().toList();
        assertTrue(lines.get(0).matches(" +2  total +compiled, \\d+ bytes"), lines.get(0));
        assertTrue(lines.contains("         loop at line 4: not hot yet"), lines::toString);
        assertEquals("1 of 1 code objects can be compiled", lines.get(lines.size() - 1));
        String json = good("explain", "--json", "loops.py:total");
        assertTrue(
                json.contains("\"line\": 4, \"reason\": \"not hot yet\", \"regions\": []}"), json);
    }

    @Test
    void statsTellTheRegistersOfLoops() throws Exception {
        Outcome done = run("run", "--stats", "loops.py");
        assertEquals("", done.out());
        List<String> lines =
                done.err().lines().filter(line -> line.contains("loop at line")).toList();
        assertEquals(2, lines.size(), done::err);
        String inside =
                "justjit: 1 times in registers: total, loop at line 4: .*s \\(int\\) \\w+.*";
        assertTrue(
                lines.get(0).matches(inside + "left 1 times at line 4: the range ends"), done::err);
        String outside = "justjit: not in registers: length, loop at line 9: .*\\(line 10\\)";
        assertTrue(lines.get(1).matches(outside), done::err);
    }

    @Test
    void printsMachineCode() throws Exception {
        String listing = good("asm", "good.py:add");
        assertTrue(listing.startsWith("; add, good.py, line 3\n"), listing);
        assertTrue(listing.contains("BINARY_OP"), listing);
    }

    @Test
    void findsThisMachineUsable() throws Exception {
        String facts = good("doctor");
        assertTrue(facts.contains("\njit: ok\n"), facts);
        assertTrue(facts.contains("\nself-test: ok\n"), facts);
        assertTrue(facts.matches("(?s).*\nloops in registers: ([5-9]|\\d\\d)\n.*"), facts);
        assertTrue(facts.contains("\nlayout: as this CPython describes itself\n"), facts);
        String json = good("doctor", "--json");
        assertTrue(json.contains("\"self-test\": \"ok\""), json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain none.py",
                "explain none.py:add",
                "explain good.py:nothing",
                "explain good.py:",
                "explain folder",
                "explain folder:add",
                "explain broken.py",
                "explain null.py",
                "explain no.such.module:f",
                "explain sys:f",
                "explain good.py --frob",
                "bench",
                "good.py",
                "--stats run good.py",
                "explain",
                "explain good.py extra",
                "asm good.py",
                "asm good.py:nothing",
                "asm --isa z80 good.py:add",
                "opcodes --format xml",
                "opcodes extra",
                "doctor --python /none",
                "nonsense",
                "explain --python /none good.py"
            })
    void saysInOneLineWhatIsWrong(String line) throws Exception {
        Outcome done = run(line.split(" "));
        if (!line.startsWith("doctor")) {
            assertEquals(1, done.err().lines().count(), done::err);
            assertTrue(done.err().startsWith("justjit: "), done::err);
            assertEquals("", done.out());
        }
        assertEquals(2, done.status(), done::err);
    }
}
