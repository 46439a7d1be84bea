package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A python3.13 gets the compiler by itself, and is the same python3.13 in everything else. */
class StockHostIT {
    private static final Map<String, String> NOTHING = Map.of();
    private static final Map<String, String> OFF = Map.of("JUSTJIT", "0");

    @TempDir private Path folder;
    private StockPython python;

    @BeforeEach
    void python() {
        python = new StockPython(folder);
    }

    private static void assertSame(Outcome expected, Outcome actual) {
        assertEquals(expected.out(), actual.out(), actual::err);
        assertEquals(expected.err(), actual.err());
        assertEquals(expected.status(), actual.status(), actual::err);
    }

    @Test
    void hotFunctionsAreCompiled() throws Exception {
        Outcome done = python.justjit(NOTHING, "run", program("until_attached.py"));
        assertEquals("19 True the compiler is attached\nTrue 0\n", done.out(), done::err);
        assertEquals("", done.err());
        assertEquals(7, done.status());
    }

    private String program(String name) throws Exception {
        return python.program(name).toString();
    }

    @Test
    void statisticsArePrintedAtTheEnd() throws Exception {
        Outcome done = python.justjit(NOTHING, "run", "--stats", program("until_attached.py"));
        assertTrue(done.err().contains("justjit: compiled "), done::err);
        Outcome brief = python.justjit(NOTHING, "run", "--stats", "-c", "pass");
        assertEquals("justjit: the compiler was not started\n", brief.err());
    }

    @Test
    void functionsWithoutBuiltinsMayBeRunningWhenItAttaches() throws Exception {
        Map<String, String> soon = Map.of("JUSTJIT_START_MILLIS", "1");
        Outcome done = python.justjit(soon, "run", program("own_builtins.py"));
        assertEquals("the compiler is attached\n", done.out(), done::err);
        assertEquals("", done.err());
    }

    @Test
    void builtinsThatTheProgramHasReplacedAreItsOwn() throws Exception {
        Outcome done = python.plain(NOTHING, program("own_import.py"));
        String expected =
                """
                the compiler is attached
                True ['math'] three
                True [] 3
                True ['math'] three
                """;
        assertEquals(expected, done.out(), done::err);
    }

    @Test
    void functionsThatSwitchToolsMayHaveBeenReplaced() throws Exception {
        Outcome done = python.plain(NOTHING, program("own_settrace.py"));
        String expected =
                """
                the compiler is attached
                2 True
                2
                2 True ['call', 'line', 'return']
                """;
        assertEquals(expected, done.out(), done::err);
    }

    @Test
    void auditHooksMayForbidAttaching() throws Exception {
        Outcome done = python.plain(NOTHING, program("audited.py"));
        assertTrue(done.out().startsWith("running interpreted: "), done::out);
        assertEquals("", done.err());
    }

    @Test
    void theJvmKeepsItsFilesWhenARangeOfDescriptorsIsClosed() throws Exception {
        Outcome done = python.justjit(NOTHING, "run", program("close_range.py"));
        assertEquals("", done.err());
        assertEquals(0, done.status());
        assertFalse(
                done.out().lines().limit(4).anyMatch(line -> line.contains("[True")), done::out);
        assertTrue(done.out().endsWith("the compiler is attached True\n[]\n[]\n0\n"), done::out);
    }

    /** What makes a run store the code of {@code stored.py}. */
    private static final Map<String, String> STORING =
            Map.of(
                    "JUSTJIT", "hot",
                    "JUSTJIT_CACHE", "1",
                    "JUSTJIT_START_MILLIS", "1",
                    "JUSTJIT_THRESHOLD", "20",
                    "JUSTJIT_WAIT", "1",
                    "SECONDS_OF_WORK", "2",
                    "JUSTJIT_JVM_OPTIONS", "-Djustjit.store.millis=20000");

    /** Without a JVM, from the first call on. */
    private static final Map<String, String> STORED =
            Map.of("JUSTJIT", "eager", "JUSTJIT_CACHE", "1", "JUSTJIT_JAVA", "none", "TELL", "1");

    @ParameterizedTest
    @ValueSource(strings = {"trace", "monitor"})
    void storedCodeRunsWithoutAJvm(String tool) throws Exception {
        Outcome expected = python.plain(OFF, program("stored.py"), tool);
        assertSame(expected, python.plain(STORING, program("stored.py"), tool));
        Outcome done = python.plain(STORED, program("stored.py"), tool);
        assertEquals(expected.out(), done.out(), done::err);
        assertEquals("[]\nstored code runs, no compiler: JUSTJIT_JAVA is none\n", done.err());
        assertEquals(0, done.status());
    }

    /** Not after another three hundred calls. */
    @Test
    void whatRanStoredIsCompiledWhenTheCompilerComes() throws Exception {
        python.plain(STORING, program("taken_over.py"));
        Map<String, String> stored = Map.of("JUSTJIT", "hot", "JUSTJIT_CACHE", "1");
        Outcome done = python.plain(stored, program("taken_over.py"));
        assertEquals(
                "True stored code runs\nFalse the compiler is attached\nTrue\n",
                done.out(),
                done::err);
    }

    @Test
    void whatStaysHotGetsGraphs() throws Exception {
        Map<String, String> soon =
                Map.of(
                        "JUSTJIT", "hot",
                        "JUSTJIT_OPTIMIZER", "on",
                        "JUSTJIT_START_MILLIS", "1",
                        "JUSTJIT_WAIT", "1",
                        "JUSTJIT_JVM_OPTIONS",
                                "-Djustjit.optimizer.millis=0 -Djustjit.optimizer.samples=2");
        Outcome done = python.plain(soon, program("graphs.py"));
        assertEquals("True True True\n", done.out(), done::err);
    }

    @Test
    void damagedStoredCodeIsHarmless() throws Exception {
        Outcome expected = python.plain(OFF, program("stored.py"), "trace");
        python.plain(STORING, program("stored.py"), "trace");
        Path file;
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            file = files.filter(each -> each.toString().matches(".*generic.*jjb")).findAny().get();
        }
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(11);
        for (int i = 0; i < 12; i++) {
            byte[] damaged =
                    i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = 0; k < 1 + i * i && damaged.length > 0; k++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            Outcome done = python.plain(STORED, program("stored.py"), "trace");
            assertEquals(expected.out(), done.out(), done::err);
            assertEquals(0, done.status(), done::err);
        }
    }

    @Test
    void recordsAreFoundAsTheyWereWrittenOrNotAtAll() throws Exception {
        python.plain(STORING, program("stored.py"), "trace");
        Outcome done = python.plain(OFF, program("corrupted.py"), "1", "2000");
        assertEquals("True True True True\n", done.out(), done::err);
    }

    @Test
    void functionsAreMarkedBeforeThereIsACompiler() throws Exception {
        Outcome done = python.plain(NOTHING, program("marked_early.py"));
        String expected =
                """
                False {}
                True 4
                [1, 2, 3, 4, 5] True
                42 True
                the compiler is attached
                True
                """;
        assertEquals(expected, done.out(), done::err);
        assertEquals("", done.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit",
                "_exit",
                "error",
                "exec",
                "handled",
                "SIGINT",
                "SIGTERM",
                "SIGUSR2",
                "SIGSEGV",
                "SIGQUIT",
                "SIGBUS",
                "SIGPIPE",
                "crash",
                "fault-before",
                "fault-after",
                "fault-disabled"
            })
    void programsEndAsWithoutACompiler(String how) throws Exception {
        String program = program("ends.py");
        String expected = Files.readString(Path.of(program)).replace("_service.wait()", "pass");
        Path plain = folder.resolve("plain");
        Files.createDirectories(plain);
        Path same = plain.resolve("ends.py");
        Files.writeString(same, expected.replaceAll("(?m)^assert _service.*$", ""));
        Outcome without = python.plain(OFF, same.toString(), how);
        Outcome with = python.plain(NOTHING, program, how);
        assertEquals(without.out(), with.out(), with::err);
        assertEquals(withoutPlaces(without.err()), withoutPlaces(with.err()));
        assertEquals(without.status(), with.status(), with::err);
    }

    /** Without folders and the addresses of threads. */
    private static String withoutPlaces(String text) {
        return text.replaceAll("\"[^\"]*ends.py\"", "ends.py").replaceAll("0x[0-9a-f]+", "0x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"forks.py", "deep.py"})
    void programsRunAsWithoutACompiler(String name) throws Exception {
        String program = program(name);
        Outcome with = python.justjit(NOTHING, "run", program);
        Outcome without = python.plain(OFF, program);
        String last = name.equals("deep.py") ? "True\n" : "the compiler is attached\n";
        assertTrue(with.out().endsWith(last), () -> with.out() + with.err());
        assertEquals(withoutLastLine(without.out()), withoutLastLine(with.out()));
        assertEquals(without.err(), with.err());
        assertEquals(without.status(), with.status());
    }

    private static String withoutLastLine(String text) {
        return text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
    }

    /** While there is no JVM yet, and when there will be none; with warnings as errors. */
    @ParameterizedTest
    @ValueSource(strings = {"200", "2147483647", "java"})
    void threadsThatAreNotPythonsAreNoReasonToWarnOfForks(String how) throws Exception {
        Path server = Files.createDirectories(folder.resolve("java/lib/server"));
        Files.writeString(server.resolve("libjvm.so"), "not a library");
        Map<String, String> environment =
                how.equals("java")
                        ? Map.of("JUSTJIT_JAVA", folder.resolve("java").toString())
                        : Map.of("JUSTJIT_START_MILLIS", how);
        String fork =
                "import os, time\n"
                        + "for millis in 0, 60, 250:\n"
                        + "    while time.process_time() * 1000 < millis: pass\n"
                        + "    child = os.fork()\n"
                        + "    if not child: os._exit(0)\n"
                        + "    print(os.waitpid(child, 0)[1])\n";
        Outcome done = python.justjit(environment, "run", "-W", "error", "-c", fork);
        assertSame(new Outcome(0, "0\n0\n0\n", ""), done);
    }

    @Test
    void toolsSeeTheProgramAlone() throws Exception {
        Outcome done = python.justjit(NOTHING, "run", program("traced.py"));
        String expected =
                """
                [('traced.py', 'work', 'call'), ('traced.py', 'work', 'line'), \
                ('traced.py', 'work', 'return')]
                the compiler is attached
                """;
        assertEquals(expected, done.out(), done::err);
        assertEquals("", done.err());
    }

    @Test
    void theProgramSeesItsOwnStart() throws Exception {
        String show =
                "import sys; path = [p for p in sys.path if not p.endswith('.jar') and 'cache/py' not in p];"
                        + " print(sys.argv, sys.flags, path, sys.orig_argv, __name__,"
                        + " sorted(set(sys.modules) & {'runpy', 'ctypes', 'threading'}))";
        String[] arguments = {"-O", "-X", "dev", "-c", show, "a", "--b"};
        String[] run = new String[arguments.length + 1];
        run[0] = "run";
        System.arraycopy(arguments, 0, run, 1, arguments.length);
        assertSame(python.plain(OFF, arguments), python.justjit(NOTHING, run));
    }

    @Test
    void aHiddenSitecustomizeRunsToo() throws Exception {
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("sitecustomize.py"), "print('own', __file__[-16:])\n");
        Map<String, String> user = Map.of("PYTHONPATH", own + ":" + StockPython.jar());
        Outcome done =
                python.justjit(user, "run", "-c", "import sitecustomize as s; print(s.__name__)");
        assertEquals(
                "own sitecustomize.py\nown sitecustomize.py\nsitecustomize\n",
                done.out(),
                done::err);
    }

    @Test
    void withoutJavaProgramsRunInterpreted() throws Exception {
        String ask = "import justjit; print(justjit.status())";
        Outcome none = python.justjit(Map.of("JUSTJIT_JAVA", "none"), "run", "-c", ask);
        assertEquals("running interpreted: JUSTJIT_JAVA is none\n", none.out(), none::err);
        Outcome stats =
                python.justjit(Map.of("JUSTJIT_JAVA", "none"), "run", "--stats", "-c", "pass");
        assertEquals("justjit: running interpreted: JUSTJIT_JAVA is none\n", stats.err());
        Path server = Files.createDirectories(folder.resolve("java/lib/server"));
        Files.writeString(server.resolve("libjvm.so"), "not a library");
        String wait = "import justjit; justjit._service.wait(); print(justjit.status())";
        Map<String, String> bad = Map.of("JUSTJIT_JAVA", folder.resolve("java").toString());
        Outcome broken = python.justjit(bad, "run", "-c", wait);
        assertTrue(broken.out().contains("libjvm.so cannot be loaded"), broken::out);
        assertEquals("", broken.err());
        Files.writeString(folder.resolve("x.jar"), "not a jar");
        Map<String, String> noJar = Map.of("JUSTJIT_JAR", folder.resolve("x.jar").toString());
        Outcome empty = python.justjit(noJar, "run", "-c", wait);
        assertTrue(empty.out().contains("the JVM does not find the compiler"), empty::out);
        assertEquals(0, empty.status());
    }

    @Test
    void aLimitedAddressSpaceKeepsTheJvmOut() throws Exception {
        String limited =
                "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30));"
                        + " import justjit; justjit._service.wait(); print(justjit.status())";
        Outcome done = python.plain(NOTHING, "-c", limited);
        assertTrue(done.out().contains("the address space is limited"), done::toString);
        assertEquals(0, done.status());
    }

    @Test
    void programsMayEndWhileTheJvmStarts() throws Exception {
        String program =
                "import sys, time\n"
                        + "end = time.process_time() + float(sys.argv[1])\n"
                        + "while time.process_time() < end: sum(range(500))\n"
                        + "print('done')\n";
        Map<String, String> soon = Map.of("JUSTJIT_START_MILLIS", "50");
        for (int i = 0; i < 40; i++) {
            String seconds = String.valueOf(0.04 + 0.002 * i);
            String option = i % 2 == 0 ? "faulthandler" : "utf8";
            Outcome done = python.justjit(soon, "run", "-X", option, "-c", program, seconds);
            assertSame(new Outcome(0, "done\n", ""), done);
        }
    }

    @Test
    void isInstalledInAVenv() throws Exception {
        Path venv = folder.resolve("venv");
        Outcome made = python.plain(OFF, "-m", "venv", "--without-pip", venv.toString());
        assertEquals(0, made.status(), made::err);
        StockPython own = new StockPython(folder, venv.resolve("bin/python").toString());
        Outcome installed = own.justjit(NOTHING, "install");
        assertTrue(installed.out().startsWith("justjit: installed in "), installed::err);
        Map<String, String> hot = Map.of("PYTHONPATH", "", "JUSTJIT", "hot");
        Outcome done = own.plain(hot, program("until_attached.py"));
        assertEquals("19 True the compiler is attached\nTrue 0\n", done.out(), done::err);
        String ask = "import sys; print('justjit' in sys.modules)";
        assertEquals("False\n", own.plain(Map.of("PYTHONPATH", ""), "-c", ask).out());
        Map<String, String> record = Map.of("PYTHONPATH", "", "JUSTJIT_RECORD", "none/app.jjb");
        assertEquals("True\n", own.plain(record, "-c", ask).out());
        assertTrue(own.justjit(NOTHING, "uninstall").out().startsWith("justjit: removed from"));
        String gone = "import importlib.util as u; print(u.find_spec('justjit'))";
        assertEquals("None\n", own.plain(hot, "-c", gone).out());
    }
}
