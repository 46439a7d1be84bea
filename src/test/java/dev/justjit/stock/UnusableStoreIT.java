package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A python3.13 whose store cannot be read, written or believed: the program does what it does without a compiler, and
 * each trouble is one event.
 */
class UnusableStoreIT {
    private static final String GENERIC = "-generic-";

    /** Compiles and stores, with a JVM. */
    private static final Map<String, String> STORING =
            Map.of(
                    "JUSTJIT", "hot",
                    "JUSTJIT_CACHE", "1",
                    "JUSTJIT_STATS", "1",
                    "JUSTJIT_START_MILLIS", "1",
                    "JUSTJIT_THRESHOLD", "20",
                    "JUSTJIT_WAIT", "1",
                    "SECONDS_OF_WORK", "1",
                    "JUSTJIT_JVM_OPTIONS", "-Djustjit.wait=true -Djustjit.store.millis=20000");

    /** Without a JVM, from the first call on. */
    private static final Map<String, String> STORED =
            Map.of(
                    "JUSTJIT", "eager",
                    "JUSTJIT_CACHE", "1",
                    "JUSTJIT_STATS", "1",
                    "JUSTJIT_JAVA", "none");

    @TempDir private static Path made;
    private static Outcome expected = new Outcome(0, "", "");

    @TempDir private Path folder;
    private Path cache = Path.of("");
    private StockPython python;
    private String program;

    /** A cache that a run has filled, and what the program does. */
    @BeforeAll
    static void fill() throws Exception {
        StockPython python = new StockPython(made);
        String program = python.program("stored.py").toString();
        expected = python.plain(Map.of("JUSTJIT", "0"), program, "trace");
        Outcome done = python.plain(STORING, program, "trace");
        assertEquals(expected.out(), done.out(), done::err);
        assertEquals(0, counter(done, "store_failures"), done::err);
    }

    @BeforeEach
    void copy() throws IOException {
        python = new StockPython(folder);
        program = python.program("stored.py").toString();
        cache =
                Files.createDirectory(
                        folder.resolve("cache"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        for (Path each : files(made.resolve("cache"), "")) {
            Files.copy(each, cache.resolve(each.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static List<Path> files(Path folder, String part) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> each.toString().endsWith(".jjb"))
                    .filter(each -> each.getFileName().toString().contains(part))
                    .toList();
        }
    }

    private static int counter(Outcome done, String name) {
        String start = "justjit: " + name + " ";
        return done.err()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToInt(line -> Integer.parseInt(line.substring(start.length())))
                .findFirst()
                .orElse(-1);
    }

    private Outcome run(Map<String, String> environment, List<String> prefix) throws Exception {
        Outcome done = python.under(prefix, environment, program, "trace");
        assertEquals(expected.out(), done.out(), done::err);
        assertEquals(0, done.status(), done::err);
        boolean quiet = done.err().lines().allMatch(line -> line.startsWith("justjit: "));
        assertTrue(quiet, done::err);
        return done;
    }

    private Outcome storing(String... prefix) throws Exception {
        Outcome done = run(STORING, List.of(prefix));
        assertTrue(counter(done, "compiled") > 10, done::err);
        assertEquals(0, counter(done, "failures"), done::err);
        return done;
    }

    private Outcome stored(String... prefix) throws Exception {
        return run(STORED, List.of(prefix));
    }

    /** With code that this run is the first to compile. */
    private Outcome storingMore(String... prefix) throws Exception {
        Path more = Path.of(program);
        Files.writeString(
                more,
                Files.readString(more)
                        + "\ndef more(n):\n    return [str(i) for i in range(n)]\n\n"
                        + "end = time.thread_time() + float(os.environ.get('SECONDS_OF_WORK', '0'))\n"
                        + "while time.thread_time() < end:\n    more(30)\n");
        return storing(prefix);
    }

    /** In a file system of its own over the cache folder, where the kernel allows that. */
    private String[] mounted(String commands) throws Exception {
        String[] prefix = {
            "unshare",
            "-m",
            "sh",
            "-c",
            commands.replace("CACHE", cache.toString()) + " && \"$@\"",
            "sh"
        };
        if (python.under(List.of(prefix), STORED, "-c", "pass").status() != 0) {
            assumeTrue(false, "no private mounts");
        }
        return prefix;
    }

    @Test
    void aGroupThatMayWriteIsNotTrusted() throws Exception {
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwx---"));
        notTrusted("others may write to it or to its folder");
    }

    @Test
    void anotherOwnerIsNotTrusted() throws Exception {
        try {
            Files.setAttribute(cache, "unix:uid", 12345);
        } catch (IOException notAllowed) {
            assumeTrue(false, "only root gives files away");
        }
        notTrusted("it or its folder belongs to another user");
        Files.setAttribute(cache, "unix:uid", Files.getAttribute(folder, "unix:uid"));
    }

    private void notTrusted(String why) throws Exception {
        Outcome first = storing();
        assertEquals(1, counter(first, "store_failures"), first::err);
        assertEquals(0, counter(first, "stored"), first::err);
        Outcome second = stored();
        assertEquals(1, counter(second, "stored_failures"), second::err);
        String reason = "JUSTJIT_JAVA is none; stored code is not used: " + why + "\n";
        assertTrue(second.err().contains(reason), second::err);
    }

    @Test
    void aFileThatOthersMayWriteIsNotTrusted() throws Exception {
        for (Path each : files(cache, GENERIC)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw--w----"));
        }
        Outcome second = stored();
        assertEquals(1, counter(second, "stored_failures"), second::err);
        Outcome first = storing();
        assertEquals(1, counter(first, "store_failures"), first::err);
        assertTrue(counter(first, "stored") > 0, first::err);
        Outcome after = stored(); // it was replaced
        assertEquals(0, counter(after, "stored_failures"), after::err);
        assertTrue(counter(after, "stored_loaded") > 0, after::err);
    }

    @Test
    void aReadOnlyFolderIsRead() throws Exception {
        String[] prefix =
                mounted("mount --bind CACHE CACHE && mount -o remount,ro,bind CACHE CACHE");
        Outcome first = storingMore(prefix);
        assertTrue(counter(first, "stored") > 0, first::err);
        assertEquals(1, counter(first, "store_failures"), first::err);
        Outcome second = stored(prefix);
        assertTrue(counter(second, "stored_loaded") > 0, second::err);
        assertEquals(0, counter(second, "stored_failures"), second::err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512k", "8k"})
    void aFullDiskIsOneEvent(String size) throws Exception {
        String[] prefix = mounted("mount -t tmpfs -o mode=700,size=" + size + " tmpfs CACHE");
        Outcome done = run(STORING, List.of(prefix));
        assertTrue(counter(done, "compiled") > 10, done::err);
        assertEquals(1, counter(done, "store_failures"), done::err);
    }

    /** The signal that comes with it is nobody's concern. */
    @Test
    void aLimitOfFileSizesIsOneEvent() throws Exception {
        String[] prefix = {"sh", "-c", "ulimit -f 600 && \"$@\"", "sh"};
        Outcome first = storingMore(prefix);
        assertEquals(1, counter(first, "store_failures"), first::err);
        for (Path each : files(cache, "")) {
            assertEquals(
                    -1, Files.mismatch(each, made.resolve("cache").resolve(each.getFileName())));
        }
        try (Stream<Path> all = Files.list(cache)) {
            assertTrue(all.noneMatch(each -> each.toString().endsWith(".new")));
        }
    }

    /** What attaching unpacks does not fit. */
    @Test
    void aLowLimitOfFileSizesKeepsTheCompilerOut() throws Exception {
        Outcome done = run(STORING, List.of("sh", "-c", "ulimit -f 20 && \"$@\"", "sh"));
        assertEquals(
                "justjit: running interpreted: the compiler failed at its start\n", done.err());
        assertEquals(0, counter(storing(), "store_failures")); // nothing in part is left behind
    }

    /** The package is read from the jar then. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mount -t tmpfs -o mode=700,size=8k tmpfs CACHE",
                "mount --bind CACHE CACHE && mount -o remount,ro,bind CACHE CACHE"
            })
    void programsAreRunWithoutAPlaceForThePackage(String commands) throws Exception {
        String[] prefix = mounted(commands);
        String show =
                "import sys, justjit; justjit._service.wait();"
                        + " print(sys.argv, justjit.__file__, justjit.status())";
        String[] words = {"-m", "justjit", "run", "-c", show, "a"};
        Outcome done = python.under(List.of(prefix), Map.of(), words);
        String place = StockPython.jar() + "/justjit/__init__.py";
        String wanted = "['-c', 'a'] " + place + " the compiler is attached\n";
        assertEquals(wanted, done.out(), done::err);
        assertEquals("", done.err());
    }

    @Test
    void twoThatWriteAtOnceLeaveAWholeFile() throws Exception {
        for (Path each : files(cache, "")) {
            Files.delete(each);
        }
        List<CompletableFuture<Outcome>> both = List.of(inBackground(), inBackground());
        for (CompletableFuture<Outcome> each : both) {
            Outcome done = each.get();
            assertEquals(0, counter(done, "store_failures"), done::err);
        }
        Outcome after = stored();
        assertEquals(0, counter(after, "stored_failures"), after::err);
        assertTrue(counter(after, "stored_loaded") > 20, after::err);
        Outcome checked =
                python.plain(
                        Map.of("JUSTJIT", "0"),
                        python.program("corrupted.py").toString(),
                        "3",
                        "20");
        assertTrue(checked.out().endsWith("True\n"), () -> checked.out() + checked.err());
    }

    private CompletableFuture<Outcome> inBackground() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return storing();
                    } catch (Exception failure) {
                        throw new CompletionException(failure);
                    }
                });
    }

    @Test
    void aFileOfAnotherBuildIsNotOurs() throws Exception {
        Path own = files(cache, GENERIC).get(0);
        Path other = cache.resolve("0123456789abcdef" + own.getFileName());
        Files.copy(own, other);
        Outcome beside = stored();
        assertTrue(counter(beside, "stored_loaded") > 0, beside::err);
        Files.delete(own);
        Outcome alone = stored(); // nothing is wrong: there is none of ours
        assertEquals("justjit: running interpreted: JUSTJIT_JAVA is none\n", alone.err());
        Files.move(other, own);
        byte[] bytes = Files.readAllBytes(own);
        bytes[8] ^= 1; // the build that is named in it
        Files.write(own, bytes);
        Outcome renamed = stored();
        assertEquals(1, counter(renamed, "stored_failures"), renamed::err);
        assertTrue(renamed.err().contains("it is damaged: the checksum"), renamed::err);
    }
}
