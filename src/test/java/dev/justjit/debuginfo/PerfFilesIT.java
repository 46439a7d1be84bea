package dev.justjit.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files for {@code perf}, and {@code perf} itself where it is. */
class PerfFilesIT {
    private static final Map<String, String> MAP = Map.of("JUSTJIT_PERF", "map");

    /** Prints its process, then runs long enough to be compiled at once. */
    private static final String PROGRAM =
            """
            import os
            print(os.getpid())
            def total(n):
                result = 0
                for i in range(n):
                    result += i
                return result
            def twice(n):
                return total(n) * 2
            for i in range(400):
                twice(20)
            """;

    private JarProgram jar;

    @BeforeEach
    void program() throws Exception {
        jar = new JarProgram().with("app.py", PROGRAM).option("-Djustjit.wait=true");
    }

    @AfterEach
    void clean() throws Exception {
        jar.close();
    }

    private static Path map(String process) {
        return Path.of("/tmp/perf-" + process.strip() + ".map");
    }

    private String name(String function) {
        return "py::" + function + ":" + jar.folder().resolve("app.py");
    }

    private static String read(Path file) throws Exception {
        try {
            return Files.readString(file);
        } finally {
            Files.delete(file);
        }
    }

    private Map<String, String> dump() {
        return Map.of("JUSTJIT_PERF", "jitdump", "JUSTJIT_PERF_DIR", jar.folder().toString());
    }

    private List<Path> dumps() throws Exception {
        try (Stream<Path> files = Files.walk(jar.folder())) {
            return files.filter(file -> file.toString().endsWith(".dump")).toList();
        }
    }

    @Test
    void theMapNamesFunctionsAndStubs() throws Exception {
        Outcome done = jar.run(MAP, "run", "app.py");
        assertEquals("", done.err());
        String map = read(map(done.out()));
        assertTrue(map.contains(" " + name("total") + " (jit)\n"), map);
        assertTrue(map.contains(" justjit::VECTOR_ENTRY\n"), map);
        map.lines().forEach(line -> assertTrue(line.matches("[0-9a-f]+ [0-9a-f]+ \\S.*"), line));
    }

    @Test
    void nothingIsLeftWhereNothingIsAskedFor() throws Exception {
        Outcome done = jar.run(Map.of("JUSTJIT_PERF", ""), "run", "app.py");
        assertFalse(Files.exists(map(done.out())));
        assertEquals(List.of(), dumps());
    }

    @Test
    void trampolinesOfPythonAndMachineCodeAreInOneMap() throws Exception {
        Outcome done = jar.run("run", "--stats", "-X", "perf", "app.py");
        String map = read(map(done.out().lines().findFirst().orElseThrow()));
        assertTrue(map.contains(" " + name("total") + "\n"), map);
        assertTrue(map.contains(" " + name("total") + " (jit)\n"), map);
        assertFalse(done.err().contains("running interpreted"), done::err);
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        Outcome wrong = jar.run(Map.of("JUSTJIT_PERF", "maps"), "run", "app.py");
        assertEquals("justjit: JUSTJIT_PERF is map or jitdump, not maps\n", wrong.err());
        Map<String, String> nowhere =
                Map.of("JUSTJIT_PERF", "jitdump", "JUSTJIT_PERF_DIR", "/nowhere");
        Outcome unwritable = jar.run(nowhere, "run", "app.py");
        assertTrue(
                unwritable.err().startsWith("justjit: there is no jitdump file: [Errno 2]"),
                unwritable::err);
        assertEquals(1, unwritable.err().lines().count());
        assertEquals(0, unwritable.status());
    }

    /** /dev/full can be no folder: a file that may not grow is as full. */
    @Test
    void aFullDiskEndsTheFileAtItsLastWholeRecord() throws Exception {
        Outcome done =
                jar.shell("ulimit -f 100; trap '' XFSZ; exec \"$@\"", dump(), "run", "app.py");
        assertEquals(0, done.status(), done::err);
        assertTrue(done.err().contains("justjit: no more records for perf: "), done::err);
        assertEquals(1, done.err().lines().count());
        records(Files.readAllBytes(dumps().get(0)));
    }

    /** Checks the records to the end of the file; names of the code in it. */
    private static List<String> records(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x4A695444, in.getInt(0));
        assertEquals(40, in.getInt(8));
        in.position(40);
        List<String> names = new ArrayList<>();
        long next = 0;
        while (in.hasRemaining()) {
            int start = in.position();
            int kind = in.getInt();
            int size = in.getInt();
            if (kind == 0) {
                long length = in.getLong(start + 40);
                assertEquals(next++, in.getLong(start + 48));
                int end = start + size - (int) length - 1;
                names.add(new String(file, start + 56, end - start - 56, StandardCharsets.UTF_8));
            } else if (kind == 2) {
                names.add(lines(file, start));
            } else {
                assertEquals(4, kind);
            }
            in.position(start + size);
        }
        return names;
    }

    /** Files and lines of a record of lines. */
    private static String lines(byte[] file, int start) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long code = in.getLong(start + 16);
        long count = in.getLong(start + 24);
        in.position(start + 32);
        StringBuilder lines = new StringBuilder();
        for (long i = 0; i < count; i++) {
            assertTrue(in.getLong() >= code);
            int line = in.getInt();
            in.getInt();
            int name = in.position();
            while (in.get() != 0) {
                // up to its end
            }
            lines.append(new String(file, name, in.position() - name - 1, StandardCharsets.UTF_8));
            lines.append(':').append(line).append(' ');
        }
        return lines.toString();
    }

    @Test
    void jitdumpHasCodeAndLines() throws Exception {
        Outcome done = jar.run(dump(), "run", "app.py");
        assertEquals("", done.err());
        assertEquals(1, dumps().size());
        List<String> names = records(Files.readAllBytes(dumps().get(0)));
        assertTrue(names.contains("justjit::stubs"), names::toString);
        int twice = names.indexOf(name("twice") + " (jit)");
        assertTrue(twice > 0, names::toString);
        String file = jar.folder().resolve("app.py").toString();
        assertTrue(names.get(twice - 1).startsWith(file + ":8 "), names::toString);
        assertTrue(names.get(twice - 1).contains(file + ":9 "), names::toString);
    }

    @Test
    void aForkedChildHasAMapOfItsOwn() throws Exception {
        jar.with(
                "forks.py",
                PROGRAM
                        + """
                        child = os.fork()
                        if not child:
                            with open(f"/tmp/perf-{os.getpid()}.map") as file:
                                print(sum("py::total:" in line for line in file), flush=True)
                            os.unlink(f"/tmp/perf-{os.getpid()}.map")
                            os._exit(0)
                        os.waitpid(child, 0)
                        """);
        Outcome done = jar.run(MAP, "run", "forks.py");
        List<String> lines = done.out().lines().toList();
        String map = read(map(lines.get(0)));
        long own = map.lines().filter(line -> line.contains("py::total:")).count();
        assertEquals(String.valueOf(own), lines.get(1), done::err);
    }

    /** The program that a process becomes has its number, and none of its code. */
    @Test
    void anOldMapOfTheSameProcessIsDropped() throws Exception {
        String python = ChildProcess.python().getPath();
        jar.with(
                "becomes.py",
                """
                import os, sys
                open(f"/tmp/perf-{os.getpid()}.map", "w").write("1000 10 stale\\n")
                os.execv(sys.argv[1], sys.argv[1:])
                """);
        List<String> command = new ArrayList<>(List.of(python, "becomes.py", python, "app.py"));
        Map<String, String> environment =
                Map.of(
                        "PYTHONPATH", String.valueOf(System.getProperty("justjit.jar")),
                        "JUSTJIT_JAVA", System.getProperty("java.home"),
                        "JUSTJIT_CACHE_DIR", jar.folder().resolve("cache").toString(),
                        "JUSTJIT_JVM_OPTIONS", "-Djustjit.wait=true",
                        "JUSTJIT_PERF", "map");
        jar.with(
                "app.py", "import justjit\njustjit.enable(1)\njustjit._service.wait()\n" + PROGRAM);
        Outcome done = ChildProcess.run(command, jar.folder(), environment, "");
        String map = read(map(done.out()));
        assertTrue(map.contains("py::total:"), map + done.err());
        assertFalse(map.contains("stale"), map);
    }

    @Test
    void perfReportsFunctions() throws Exception {
        Map<String, String> none = Map.of();
        Path folder = jar.folder();
        List<String> record =
                List.of("perf", "record", "-q", "-o", "x", "-k", "mono", "-g", "true");
        boolean works;
        try {
            works = ChildProcess.run(record, folder, none, "").status() == 0;
        } catch (java.io.IOException absent) {
            works = false;
        }
        assumeTrue(works, "perf is not there, or may not record");
        jar.with("app.py", PROGRAM.replace("range(400)", "range(4000)").replace("(20)", "(9000)"));
        String script = "exec perf record -q -o jit.data -F 999 -k mono -g \"$@\"";
        Outcome done = jar.shell(script, dump(), "run", "app.py");
        assertEquals(0, done.status(), done::err);
        String report =
                "perf inject --jit -i jit.data -o jitted.data && perf report -i jitted.data"
                        + " --stdio -g none --no-children --sort sym 2>/dev/null";
        Outcome seen = ChildProcess.run(List.of("sh", "-c", report), folder, none, "");
        assertTrue(
                seen.out().lines().anyMatch(line -> line.contains(" py::total:")),
                seen.out() + seen.err());
    }
}
