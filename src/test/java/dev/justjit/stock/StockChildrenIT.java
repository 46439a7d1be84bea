package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several processes: those that a python3.13 with the compiler starts or forks, and those beside it. */
class StockChildrenIT {
    private static final Map<String, String> OFF = Map.of("JUSTJIT", "0");
    private static final Map<String, String> WITH_STORE = Map.of("JUSTJIT_CACHE", "1");

    @TempDir private Path folder;
    private StockPython python;

    @BeforeEach
    void python() {
        python = new StockPython(folder);
    }

    private String program(String name) throws Exception {
        return python.program(name).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "waits-for-another# True|the compiler was not started: another program's is being"
                        + " started|the compiler is attached True 0",
                "waits-for-nobody# True|explicit / True / 0|explicit-late / True / 0|hot / True 0 / 0"
                        + "|impatient / True True / 0|hot / True 0 / 0",
                "links-meanwhile# stores / True / 0|True|waits|True stored code runs; another program's"
                        + " compiler is being started",
                "gives-back# holds|False True None|works 0",
                "forks# forked 3|True",
                "closes# True|False|True"
            })
    void oneJvmIsStartedAtATime(String what, String expected) throws Exception {
        Outcome done = python.plain(WITH_STORE, program("start_lock.py"), what);
        assertEquals(expected, done.out().strip().replace("\n", "|"), done::err);
        assertEquals("", done.err());
    }

    private static final String[] KINDS = {
        "task",
        "subprocess",
        "exec",
        "pool:fork",
        "pool:spawn",
        "pool:forkserver",
        "executor:fork",
        "os_fork",
        "forks_of_threads"
    };

    /** A run that is long enough to have its code stored. */
    private void store(String program) throws Exception {
        Map<String, String> storing =
                Map.of(
                        "JUSTJIT_CACHE", "1",
                        "JUSTJIT_WAIT", "1",
                        "JUSTJIT_THRESHOLD", "20",
                        "SECONDS_OF_WORK", "2",
                        "JUSTJIT_JVM_OPTIONS", "-Djustjit.store.millis=20000");
        assertEquals(4, python.justjit(storing, "run", program, "task").status());
    }

    /**
     * Compiled or linked, and no JVM: they are over before one would be worth its start. A child forked from a process
     * with a compiler has the JVM's memory, and none of its threads; others begin without.
     */
    @Test
    void childrenRunStoredCode() throws Exception {
        String program = program("children.py");
        store(program);
        for (String kind : KINDS) {
            Outcome expected = python.plain(OFF, program, kind);
            assertChildren("True False", expected, program, kind);
            if (!kind.equals("task")) {
                String jvm = kind.endsWith("fork") ? "True" : "False";
                assertChildren("True " + jvm, expected, program, kind, "attached");
            }
        }
        Outcome expected = python.plain(OFF, program, "pool:fork");
        assertChildren("True True", expected, program, "pool:fork", "compiled");
    }

    private void assertChildren(String told, Outcome expected, String... arguments)
            throws Exception {
        Map<String, String> linking =
                Map.of("JUSTJIT_CACHE", "1", "JUSTJIT_START_MILLIS", "30000", "TELL", "1");
        String[] run =
                Stream.concat(Stream.of("run"), Arrays.stream(arguments)).toArray(String[]::new);
        Outcome done = python.justjit(linking, run);
        String others = done.err().replaceAll("(?m)^" + told + "\n", "");
        assertEquals(withoutNumbers(expected.err()), withoutNumbers(others), arguments[1]);
        assertEquals(expected.out(), done.out(), () -> arguments[1] + done.err());
        assertEquals(expected.status(), done.status(), done::err);
    }

    /** The warning of a fork in a process with several threads names the process. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("pid=[0-9]+", "pid=");
    }

    /** Options, kinds of programs and ends: see the rows of the program. */
    @ParameterizedTest
    @CsvSource({"0, 1, false", "0, 3, true", "1, 3, true", "2, 3, true"})
    void startsAreThoseOfPython(String number, String of, boolean attached) throws Exception {
        Map<String, String> when = attached ? Map.of("JUSTJIT_WAIT", "1") : Map.of();
        Outcome done = python.justjit(when, "run", program("starts.py"), number, of);
        String status =
                attached
                        ? "the compiler is attached"
                        : "the compiler was not started: the program has not run long enough";
        assertEquals("True 0 differ\n" + status + "\n", done.out(), done::err);
        assertEquals("", done.err());
    }

    @Test
    void forksAreNotWarnedOf() throws Exception {
        String fork =
                """
                import os, sys, time
                import justjit
                justjit.enable()
                for moment in range(8):
                    child = os.fork()
                    if not child:
                        os._exit(0)
                    os.waitpid(child, 0)
                    end = time.process_time() + 0.05
                    while time.process_time() < end:
                        sum(range(50))
                import threading
                event = threading.Event()
                threading.Thread(target=event.wait).start()
                if not os.fork():
                    os._exit(0)
                event.set()
                """;
        Outcome done = python.plain(Map.of(), "-c", fork);
        assertEquals(1, done.err().split("is multi-threaded, use of fork", -1).length - 1);
        assertEquals(0, done.status());
    }

    /** Before the compiler comes, and after; a library's thread is not seen by {@code threading}. */
    @Test
    void forksBesideThreadsOfLibrariesAreWarnedOf() throws Exception {
        String fork =
                """
                import ctypes, os, time
                import justjit
                justjit.enable()
                libc = ctypes.CDLL(None)
                thread = ctypes.c_ulong()
                entry = ctypes.cast(libc.sleep, ctypes.c_void_p)
                def fork():
                    child = os.fork()
                    if not child:
                        os._exit(0)
                    os.waitpid(child, 0)
                fork()
                libc.pthread_create(ctypes.byref(thread), None, entry, ctypes.c_void_p(1000))
                time.sleep(0.2)  # until it runs: threads start with all signals blocked
                fork()
                end = time.process_time() + 0.5
                while time.process_time() < end:
                    sum(range(50))
                fork()
                """;
        Outcome done = python.plain(Map.of(), "-W", "always", "-c", fork);
        assertEquals(2, done.err().split("is multi-threaded, use of fork", -1).length - 1);
        assertEquals(0, done.status());
    }
}
