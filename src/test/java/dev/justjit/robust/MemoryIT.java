package dev.justjit.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Too little memory for code, and Python's other memory allocators. */
class MemoryIT {
    private static final int PROGRAMS = 20;

    private static final String MANY_FUNCTIONS =
            """
            import gc
            total = 0
            for i in range(400):
                space = {}
                exec(f"def f(n):\\n    s = {i}\\n    for j in range(n): s += j * {i}\\n    return s", space)
                total += sum(space["f"](k) for k in range(5))
                if i % 50 == 0:
                    gc.collect()
            keep = []
            for i in range(300):
                exec(f"def g(a, b): return (a + {i}, b - {i}, a < b, [a, b], str(a))")
                keep.append(g)
            print(total, sum(len(g(i, 2.5)) for i, g in enumerate(keep)), keep[7](1, 2))
            """;

    private static final String DROPPED_GENERATORS =
            """
            import gc, resource, sys

            class Wait:
                def __await__(self):
                    yield

            def inner(n):
                try:
                    yield n
                    yield n + 1.5
                finally:
                    n = None

            def outer(n):
                total = yield from inner(n)

            async def coroutine(n):
                await Wait()

            async def asynchronous(n):
                for i in range(n + 3):
                    yield str(i)
                    await Wait()

            def suspend(n):
                for make in (inner, outer):
                    next(make(n))
                coroutine(n).send(None)
                agen = asynchronous(n)
                for i in range(2):
                    try:
                        agen.asend(None).send(None)
                    except StopIteration:
                        pass
                step = next(x for x in (n, n))

            def drop(times):
                for i in range(times):
                    suspend(i)

            drop(8000)  # also fills the list of dead ints
            gc.collect()
            blocks, peak = sys.getallocatedblocks(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            drop(20_000)
            gc.collect()
            # fewer blocks than before are no leak: the lists of dead objects may be shorter now
            print("blocks", max(0, sys.getallocatedblocks() - blocks) // 100)
            print("kilobytes", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) // 8192)
            """;

    /** The n-th allocation from the call on finds no memory: making the exception, the frame object or the traceback. */
    private static final String FAILING_ALLOCATIONS =
            """
            from _testcapi import remove_mem_hooks, set_nomemory

            def raises(value):
                raise value

            def divides(value):
                return 1 // 0

            def looks(value):
                return {}[value]

            def calls(value):
                return [].index(value)

            def gets(value):
                return ()[0]

            def caught(function, failing):
                value = ValueError()
                found = None
                set_nomemory(failing, failing + 1)
                try:
                    function(value)
                except Exception as error:
                    found = type(error)
                remove_mem_hooks()
                return found.__name__

            for function in raises, divides, looks, calls, gets:
                caught(function, 1000)
                print(function.__name__, [caught(function, n) for n in range(1, 12)])
            """;

    @TempDir private Path folder;

    /** 100,000 of five kinds, each dropped while it is suspended. */
    @Test
    void droppedGeneratorsLeaveNothing() throws Exception {
        Files.writeString(folder.resolve("p.py"), DROPPED_GENERATORS);
        // machine code that comes late keeps its dead ints late
        List<String> options = List.of("-Djustjit.wait=true");
        for (String mode : List.of("--jit=off", "--jit=eager", "--jit=hot")) {
            Outcome done = Launch.run(folder, options, mode, "p.py");
            assertEquals("blocks 0\nkilobytes 0\n", done.out(), done::err);
            assertEquals(0, done.status(), done::err);
        }
    }

    /** Which exception arrives, whichever allocation fails. */
    @Test
    void withoutMemoryForATracebackTheExceptionIsTheInterpreters() throws Exception {
        Files.writeString(folder.resolve("p.py"), FAILING_ALLOCATIONS);
        Outcome expected = Launch.run(folder, List.of(), "--jit=off", "p.py");
        assertEquals(0, expected.status(), expected::err);
        assertTrue(expected.out().contains("MemoryError"), expected::out);
        Outcome done = Launch.run(folder, List.of(), "--jit=eager", "p.py");
        assertEquals(expected, done);
    }

    @Test
    void withoutRoomForCodeFunctionsStayInterpreted() throws Exception {
        Files.writeString(folder.resolve("p.py"), MANY_FUNCTIONS);
        Outcome expected = Launch.run(folder, List.of(), "--jit=off", "p.py");
        assertEquals(0, expected.status(), expected::err);
        for (String bytes : List.of("98304", "114688", "147456")) {
            List<String> options = List.of("-Djustjit.code.bytes=" + bytes);
            Outcome done = Launch.run(folder, options, "--jit=eager", "--stats", "p.py");
            assertEquals(0, done.status(), done::err);
            assertEquals(expected.out(), done.out(), done::err);
            assertNotEquals(0, counter(done, "out_of_code_memory"), done::err);
            assertEquals(0, counter(done, "failures"), done::err);
        }
    }

    @Test
    void withoutRoomForTheCompilerEverythingStaysInterpreted() throws Exception {
        List<String> options = List.of("-Djustjit.code.bytes=4096");
        Outcome done = Launch.run(folder, options, "--jit=eager", "-c", "print(1)");
        assertEquals("1\n", done.out(), done::err);
        assertTrue(done.err().startsWith("justjit: running interpreted: "), done::err);
        assertTrue(done.err().contains("0 of 4096 are in use (-Djustjit.code.bytes)"), done::err);
        assertEquals(1, done.err().lines().count(), done::err);
        assertEquals(0, done.status());
    }

    @Test
    void settingsThatAreNoneAreNamed() throws Exception {
        List<String> options =
                List.of("-Djustjit.code.bytes=1", "-Djustjit.loops=many", "-Djustjit.wait=yes");
        Outcome done = Launch.run(folder, options, "-c", "print(1)");
        assertEquals("1\n", done.out(), done::err);
        assertTrue(done.err().contains("code.bytes is a number between 4096 and"), done::err);
        assertTrue(done.err().contains("justjit.loops is a number between 1 and"), done::err);
        assertTrue(done.err().contains("justjit.wait is true or false, not yes"), done::err);
        assertEquals(3, done.err().lines().count(), done::err);
    }

    private static int counter(Outcome done, String name) {
        Matcher found =
                Pattern.compile("^justjit: " + name + " (\\d+)$", Pattern.MULTILINE)
                        .matcher(done.err());
        assertTrue(found.find(), done::err);
        return Integer.parseInt(found.group(1));
    }

    @TestFactory
    Stream<DynamicTest> allocatorsChangeNothing() throws IOException {
        return programs().stream()
                .map(p -> DynamicTest.dynamicTest(p.getFileName().toString(), () -> allocators(p)));
    }

    private void allocators(Path program) throws Exception {
        Outcome expected = run(program, "off", Map.of());
        assertEquals(expected, run(program, "eager", Map.of("PYTHONMALLOC", "debug")));
        assertEquals(expected, run(program, "eager", Map.of("PYTHONMALLOC", "malloc")));
        Map<String, String> development = Map.of("PYTHONDEVMODE", "1");
        assertEquals(run(program, "off", development), run(program, "eager", development));
    }

    private static Outcome run(Path program, String mode, Map<String, String> more)
            throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("PYTHONHASHSEED", "0");
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        Path work = Files.createTempDirectory("justjit-memory");
        try {
            return Launch.run(work, List.of(), environment, "--jit=" + mode, program.toString());
        } finally {
            delete(work);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Programs from all folders, always the same ones. */
    private static List<Path> programs() throws IOException {
        Path fixtures =
                Path.of(TestBuild.property("justjit.fixtures")).toAbsolutePath().normalize();
        List<String> folders =
                List.of(
                        "arithmetic",
                        "attributes",
                        "build",
                        "calls",
                        "classes",
                        "exceptions",
                        "iteration",
                        "strings",
                        "subscript",
                        "unpack");
        List<Path> chosen = new ArrayList<>();
        for (String name : folders) {
            try (Stream<Path> files = Files.list(fixtures.resolve(name))) {
                files.filter(f -> f.toString().endsWith(".py"))
                        .sorted()
                        .limit(PROGRAMS / folders.size())
                        .forEach(chosen::add);
            }
        }
        assertEquals(PROGRAMS, chosen.size());
        return chosen;
    }
}
