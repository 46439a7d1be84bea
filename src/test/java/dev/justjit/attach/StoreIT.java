package dev.justjit.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Machine code outlives the process that made it. */
class StoreIT {
    /** Classes before the work shift versions of types, which must not matter. */
    private static final String PROGRAM =
            """
            import sys

            for i in range(int(sys.argv[1])):
                kind = type("Other%d" % i, (), {"x": i, "m": lambda self: self.x})
                [kind().m() for _ in range(40)]

            class Point:
                origin = 7

                def __init__(self, x, y):
                    self.x = x
                    self.y = y

                def norm(self):
                    return self.x * self.x + self.y * self.y + self.origin

            class Slotted:
                __slots__ = ("value",)

                def __init__(self, value):
                    self.value = value

            LIMIT = 50

            def below(n):
                return min(n, LIMIT)

            def walk(points):
                total = 0
                for p in points:
                    total += p.norm() + len(points) + below(p.x)
                return total

            def text(values):
                return ",".join([str(v.value) for v in values if v])

            def items(n):
                for i in range(n):
                    yield i, i * 0.5

            def caught(d, k):
                try:
                    return d[k]
                except KeyError:
                    return -1

            for i in range(400):
                a = walk([Point(i, j) for j in range(5)])
                b = text([Slotted(i + j) for j in range(3)])
                c = sum(x for _, x in items(4))
                e = caught({1: 2}, i & 3)
                if i % 100 == 99:
                    print(a, b, c, e)
            """;

    /** In a folder with a cache of its own, in which what is unpacked already is a link. */
    private static JarProgram program() throws IOException {
        JarProgram jar = new JarProgram().with("p.py", PROGRAM);
        Path cache =
                Files.createDirectory(
                        jar.folder().resolve("cache"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Path unpacked = ChildProcess.python().toPath().getParent().getParent();
        try (Stream<Path> folders = Files.list(unpacked.getParent())) {
            for (Path each : folders.filter(Files::isDirectory).toList()) {
                Files.createSymbolicLink(cache.resolve(each.getFileName()), each);
            }
        }
        // which code is compiled when, and with what feedback, depends on calls alone
        jar.option("-Djustjit.wait=true").option("-Djustjit.sample.millis=0");
        jar.option("-Djustjit.store.millis=20000"); // on a machine that is busy, too
        return jar;
    }

    private static Outcome run(JarProgram jar, String... arguments) throws Exception {
        Path cache = jar.folder().resolve("cache");
        List<String> all = new ArrayList<>(List.of("run", "--stats", "p.py"));
        all.addAll(List.of(arguments));
        Map<String, String> environment =
                Map.of("JUSTJIT_CACHE", "1", "JUSTJIT_CACHE_DIR", cache.toString());
        Outcome done = jar.run(environment, all.toArray(new String[0]));
        assertEquals(0, done.status(), done::err);
        assertEquals(0, counter(done, "failures"), done::err);
        return done;
    }

    private static int counter(Outcome done, String name) {
        String start = "justjit: " + name + " ";
        return done.err()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToInt(line -> Integer.parseInt(line.substring(start.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(done.err()));
    }

    private static Path file(JarProgram jar) throws IOException {
        try (Stream<Path> files = Files.list(jar.folder().resolve("cache"))) {
            return files.filter(each -> each.toString().endsWith(".jjb")).findFirst().orElseThrow();
        }
    }

    @Test
    void aSecondRunCompilesNothing() throws Exception {
        try (JarProgram jar = program()) {
            Outcome first = run(jar, "0");
            assertEquals(0, counter(first, "stored"), first::err);
            assertTrue(counter(first, "compiled") >= 8, first::err);
            Outcome second = run(jar, "0");
            assertEquals(first.out(), second.out());
            assertEquals(counter(first, "compiled"), counter(second, "compiled"));
            assertEquals(counter(second, "compiled"), counter(second, "stored"), second::err);
            assertEquals(0, counter(second, "store_failures"), second::err);
        }
    }

    @Test
    void versionsOfThisProcessAreLinked() throws Exception {
        try (JarProgram jar = program()) {
            Outcome first = run(jar, "0");
            Outcome second = run(jar, "150");
            assertEquals(first.out(), second.out());
            int compiled = counter(second, "compiled");
            assertTrue(2 * counter(second, "stored") > compiled, second::err);
        }
    }

    @Test
    void theSwitchTurnsItOff() throws Exception {
        try (JarProgram jar = program()) {
            Path cache = jar.folder().resolve("cache");
            Map<String, String> environment =
                    Map.of("JUSTJIT_CACHE", "0", "JUSTJIT_CACHE_DIR", cache.toString());
            Outcome done = jar.run(environment, "run", "--stats", "p.py", "0");
            assertEquals(0, counter(done, "stored"), done::err);
            try (Stream<Path> files = Files.list(cache)) {
                assertFalse(files.anyMatch(each -> each.toString().endsWith(".jjb")));
            }
        }
    }

    @Test
    void aTamperedFileIsAsIfItWereNotThere() throws Exception {
        try (JarProgram jar = program()) {
            Outcome first = run(jar, "0");
            byte[] bytes = Files.readAllBytes(file(jar));
            for (int i = 2000; i < bytes.length; i += 300) {
                bytes[i] ^= 0x10;
            }
            Files.write(file(jar), bytes);
            Outcome second = run(jar, "0");
            assertEquals(first.out(), second.out());
            assertEquals(0, counter(second, "stored"), second::err);
            assertTrue(counter(second, "store_failures") > 0, second::err);
            Outcome third = run(jar, "0");
            assertEquals(first.out(), third.out());
            assertEquals(counter(third, "compiled"), counter(third, "stored"), third::err);
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsOneEvent() throws Exception {
        try (JarProgram jar = program()) {
            Outcome first = run(jar, "0");
            Path file = file(jar);
            Path lock =
                    file.resolveSibling(
                            String.valueOf(file.getFileName()).replace(".jjb", ".lock"));
            Files.delete(lock);
            Files.createDirectory(lock); // root may write to a read-only folder, but not to this
            Outcome second = run(jar, "150");
            assertEquals(first.out(), second.out());
            assertEquals(1, counter(second, "store_failures"), second::err);
        }
    }

    @Test
    void twoAtOnceDisturbNeither() throws Exception {
        try (JarProgram jar = program()) {
            List<CompletableFuture<Outcome>> runs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String argument = Integer.toString(60 * i);
                runs.add(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        return run(jar, argument);
                                    } catch (Exception failure) {
                                        throw new AssertionError(failure);
                                    }
                                }));
            }
            String out = runs.get(0).get().out();
            for (CompletableFuture<Outcome> each : runs) {
                assertEquals(out, each.get().out());
                assertEquals(0, counter(each.get(), "store_failures"), each.get()::err);
            }
            Outcome after = run(jar, "0");
            assertEquals(out, after.out());
            assertEquals(0, counter(after, "store_failures"), after::err);
            assertTrue(counter(after, "stored") > 0, after::err);
        }
    }

    private static final String NUMBERS =
            """
            import math
            import sys

            for i in range(int(sys.argv[1])):
                exec("def other%d(x): return x" % i)

            STEP = 3
            table = [float(i) for i in range(64)]

            def square(x):
                return x * x + STEP

            def ints(n):
                total = 0
                for i in range(n):
                    total += square(i) & 1023
                return total

            def floats(n):
                total = 0.0
                for i in range(n):
                    total += math.sqrt(i) * table[i & 63]
                return total

            for k in range(3):
                print(ints(5000 + k), floats(5000 + k))
            """;

    /** Loops with their numbers in registers, which call a function, a builtin of a module, and read globals. */
    @Test
    void regionsAreStored() throws Exception {
        try (JarProgram jar = program()) {
            jar.with("p.py", NUMBERS);
            jar.option("-Djustjit.enter.all=true");
            Outcome first = run(jar, "0");
            assertTrue(counter(first, "regions") >= 2, first::err);
            assertEquals(0, counter(first, "stored_regions"), first::err);
            Outcome second = run(jar, "0");
            assertEquals(first.out(), second.out());
            assertEquals(
                    counter(second, "regions"), counter(second, "stored_regions"), second::err);
            Outcome third = run(jar, "70");
            assertEquals(first.out(), third.out());
            assertTrue(counter(third, "stored_regions") > 0, third::err);
        }
    }

    /** Beside the program, on the compiler's own thread, and only what is idle long enough is written before the end. */
    @Test
    void programsThatRunOnShareTheirCode() throws Exception {
        try (JarProgram jar = program()) {
            jar.with("p.py", PROGRAM + "\nimport os, time\ntime.sleep(2.5)\nos._exit(0)\n");
            Map<String, String> environment =
                    Map.of(
                            "JUSTJIT_CACHE",
                            "1",
                            "JUSTJIT_CACHE_DIR",
                            jar.folder().resolve("cache").toString());
            assertEquals(0, jar.run(environment, "run", "p.py", "0").status());
            jar.with("p.py", PROGRAM);
            Outcome second = run(jar, "0");
            assertTrue(2 * counter(second, "stored") > counter(second, "compiled"), second::err);
        }
    }
}
