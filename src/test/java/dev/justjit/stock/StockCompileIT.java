package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code compile}: machine code of files that were not run. */
class StockCompileIT {
    private static final Map<String, String> OFF = Map.of("JUSTJIT", "0");
    private static final Pattern DONE =
            Pattern.compile(
                    "(?s).*app.jjb: (\\d+) functions compiled, (\\d+) refused, (\\d+) bytes\n");

    @TempDir private Path folder;
    private StockPython python;

    @BeforeEach
    void python() {
        python = new StockPython(folder);
    }

    private Map<String, String> with(String blob) throws Exception {
        return Map.of(
                "PYTHONPATH", python.start() + ":.",
                "JUSTJIT", "eager",
                "JUSTJIT_BLOB", blob,
                "JUSTJIT_JAVA", "none",
                "JUSTJIT_STATS", "1",
                "TELL", "1");
    }

    /** By {@code java -jar justjit.jar}. */
    private Outcome compile(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-jar", StockPython.jar(), "compile", "-o", "app.jjb"));
        command.addAll(List.of("--python", ChildProcess.python().getPath()));
        command.addAll(List.of(arguments));
        return ChildProcess.run(command, folder, Map.of("PYTHONHASHSEED", "0"), "");
    }

    private static int compiled(Outcome done) {
        var matcher = DONE.matcher(done.out());
        assertTrue(matcher.matches(), () -> done.out() + done.err());
        assertEquals(0, done.status());
        return Integer.parseInt(matcher.group(1));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void whatAFileDefinesRunsCompiledFromItsFirstCallOn() throws Exception {
        String program = python.program("stored.py").toString();
        Outcome expected = python.plain(OFF, program, "monitor");
        assertTrue(compiled(compile(program)) >= 20);
        Outcome done = python.plain(with("app.jjb"), program, "monitor");
        assertEquals(expected.out(), done.out(), done::err);
        assertTrue(done.err().startsWith("[]\nstored code runs"), done::err);
        assertTrue(done.err().contains("stored_failures 0\n"), done::err);
        try (Stream<Path> rest = Files.list(folder)) {
            assertFalse(rest.anyMatch(each -> each.getFileName().toString().startsWith(".")));
        }
    }

    @Test
    void foldersAndModulesAreCompiledWithAllThatIsInThem() throws Exception {
        write("pack/__init__.py", "def one(): return 1\n");
        write("pack/deep/two.py", "class C:\n    def two(self): return lambda: 2\n");
        write("pack/.hidden/three.py", "def three(): return 3\n");
        write("alone.py", "def four(): return (i for i in ())\n");
        assertEquals(3, compiled(compile("pack")));
        assertEquals(3, compiled(compile("-m", "pack")));
        assertEquals(5, compiled(compile("-m", "alone", "pack")));
        String ask =
                "import pack, pack.deep.two as t, alone, justjit\n"
                        + "c = t.C().two()\nprint(pack.one(), c(), list(alone.four()))\n"
                        + "print([justjit.is_compiled(f) for f in (pack.one, t.C.two, c, alone.four)])\n";
        Outcome done = python.plain(with("app.jjb"), "-c", ask);
        assertEquals("1 2 []\n[True, True, True, True]\n", done.out(), done::err);
    }

    @Test
    void mistakesInSourcesAreToldAndTheOthersCompiled() throws Exception {
        write("good.py", "def one(): return 1\n");
        write("bad.py", "x = 1\ndef f(:\n");
        write("empty.py", "x = 1\n");
        write("types.py", "open('was_run', 'w').close()\n");
        write("bisect.py", "open('was_run', 'w').close()\n");
        Outcome done = compile("bad.py", "good.py", "missing.py", "-m", "no.such.module");
        assertEquals(1, compiled(done));
        assertTrue(done.err().contains("justjit: bad.py, line 2: invalid syntax\n"), done::err);
        assertTrue(done.err().contains("justjit: missing.py: No such file"), done::err);
        assertTrue(done.err().contains("justjit: no such file or module: no.such"), done::err);
        assertFalse(Files.exists(folder.resolve("was_run")), "a source was run");
        byte[] before = Files.readAllBytes(folder.resolve("app.jjb"));
        Outcome nothing = compile("bad.py", "empty.py");
        assertEquals(1, nothing.status());
        assertTrue(nothing.err().contains("nothing to write"), nothing::err);
        assertEquals(
                new String(before, StandardCharsets.ISO_8859_1),
                Files.readString(folder.resolve("app.jjb"), StandardCharsets.ISO_8859_1));
    }

    @Test
    void reasonsOfRefusalsAreToldIfAsked() throws Exception {
        String long_ = "    x = [" + "x, ".repeat(40_000) + "]\n";
        write("long.py", "def one(): return 1\ndef huge(x):\n" + long_ + long_);
        Outcome done = compile("--verbose", "long.py");
        assertEquals(1, compiled(done));
        assertTrue(done.out().startsWith("1 refused: "), done::out);
    }

    @Test
    void typesAreRecordedFirst() throws Exception {
        String source =
                "import sys\ndef half(x): return x * 0.5\ndef never(): return 1\n"
                        + "print(sys.argv[1:], sum(half(float(i)) for i in range(3000)))\n";
        write("app.py", source);
        Outcome plain = compile("app.py");
        long without = Files.size(folder.resolve("app.jjb"));
        assertEquals(3, compiled(plain));
        Outcome done = compile("--record", "a 'b c'", "app.py");
        assertTrue(done.out().startsWith("['a', 'b c'] 2249250.0\n"), done::out);
        assertTrue(compiled(done) >= 3);
        assertTrue(Files.size(folder.resolve("app.jjb")) != without);
        Outcome run = python.plain(with("app.jjb"), "app.py");
        assertEquals("[] 2249250.0\n", run.out(), run::err);
        assertTrue(run.err().contains("stored_left 0\n"), run::err);
        Outcome failed = compile("--record", "", "-m", "no.such.module");
        assertTrue(failed.status() != 0);
    }

    @Test
    void codeIsMadeForTheOtherInstructionSet() throws Exception {
        write("app.py", "def one(): return 1\n");
        boolean x64 = System.getProperty("os.arch").equals("amd64");
        assertEquals(1, compiled(compile("--isa", x64 ? "aarch64" : "x86_64", "app.py")));
        Outcome done = python.plain(with("app.jjb"), "-c", "print(1)");
        assertTrue(done.err().contains("app.jjb is not used: it is for "), done::err);
    }

    @Test
    void aPythonCompilesForItself() throws Exception {
        write("app.py", "def one(): return 1\nfor _ in range(9): one()\n");
        Outcome done = python.justjit(Map.of(), "compile", "-o", "app.jjb", "app.py");
        assertEquals(1, compiled(done));
        Outcome run = python.plain(with("app.jjb"), "app.py");
        assertTrue(run.err().contains("stored_loaded "), run::err);
        Outcome none =
                python.justjit(Map.of("JUSTJIT_JAVA", "none"), "compile", "-o", "x", "app.py");
        assertEquals("justjit: JUSTJIT_JAVA is none\n", none.err());
        assertEquals(2, none.status());
    }

    @ParameterizedTest
    @CsvSource({
        "'--isa mips app.py', --isa is x86_64 or aarch64",
        "'', what is to be compiled?",
        "'--record x app.py app.py', needs one program",
        "'--python /no/where app.py', /no/where cannot be run",
        "'-o app.py app.py', app.py cannot be written: it is there"
    })
    void mistakesAreOneLine(String line, String expected) throws Exception {
        write("app.py", "def one(): return 1\n");
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-jar", StockPython.jar(), "compile"));
        command.addAll(line.contains("-o ") ? List.of() : List.of("-o", "app.jjb"));
        command.addAll(line.isEmpty() ? List.of() : List.of(line.split(" ")));
        Outcome done = ChildProcess.run(command, folder, Map.of(), "");
        assertEquals(2, done.status(), done::err);
        assertTrue(done.err().startsWith("justjit: "), done::err);
        assertTrue(done.err().contains(expected), done::err);
        assertEquals(1, done.err().lines().count(), done::err);
    }
}
