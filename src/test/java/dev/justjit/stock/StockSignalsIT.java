package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals are the program's, whatever thread the compiler comes to. */
class StockSignalsIT {
    @TempDir private Path folder;

    @Test
    void handlersStayWhenAnotherThreadThanTheMainOneAttaches() throws Exception {
        StockPython python = new StockPython(folder);
        String program = python.program("signals_kept.py").toString();
        Outcome done = python.justjit(Map.of(), "run", program);
        assertEquals("3 True\nthe compiler is attached\n", done.out(), done::err);
        assertEquals("", done.err());
    }

    /** The main thread waits meanwhile, and then calls Java a thousand times. */
    @Test
    void theCompilerComesToAnotherThreadThanTheMainOne() throws Exception {
        StockPython python = new StockPython(folder);
        String text =
                """
                import threading
                import justjit
                from justjit import _service
                came = threading.Lock()
                came.acquire()
                def work():
                    while _service.compiler() is None:
                        sum(range(100))
                    came.release()
                justjit.enable()
                threading.Thread(target=work).start()
                came.acquire()
                compiled = 0
                for i in range(1000):
                    space = {}
                    exec(f"def f(n): return n + {i}", space)
                    justjit.compile_function(space["f"])
                    compiled += justjit.is_compiled(space["f"])
                print(compiled)
                """;
        Outcome done = python.plain(Map.of("JUSTJIT", "hot"), "-c", text);
        assertEquals("1000\n", done.out(), done::err);
        assertEquals("", done.err());
        assertEquals(0, done.status());
    }

    /** CPython's end makes all pending calls, and would wait with the GIL for one that has given it up. */
    @ParameterizedTest
    @CsvSource({"attaching, true, True", "stored, false, False"})
    void theMainThreadEndsWhileAnotherOneIsInAPendingCall(String where, boolean java, String there)
            throws Exception {
        StockPython python = new StockPython(folder);
        String program = python.program("ends_meanwhile.py").toString();
        Map<String, String> environment = java ? Map.of() : Map.of("JUSTJIT_JAVA", "none");
        Outcome done =
                python.under(List.of("timeout", "-s", "KILL", "30"), environment, program, where);
        assertEquals("True\n" + there + "\n", done.out(), done::err);
        assertEquals("", done.err());
        assertEquals(0, done.status());
    }

    @ParameterizedTest
    @CsvSource({"compiler, 1", "start, 1000"})
    void aKeyboardInterruptEndsTheProcessBySigint(String what, String millis) throws Exception {
        StockPython python = new StockPython(folder);
        String program = python.program("interrupted_text.py").toString();
        Map<String, String> environment = Map.of("JUSTJIT", "hot", "JUSTJIT_START_MILLIS", millis);
        Outcome done = python.plain(environment, program, what);
        assertEquals("", done.out());
        assertEquals("", done.err());
        assertEquals(128 + 2, done.status());
    }

    /** What they raise is raised there, and is nothing that is wrong with stored code. */
    @Test
    void handlersRunInTheProgramAndNotInTheMiddleOfLinking() throws Exception {
        StockPython python = new StockPython(folder);
        String program = python.program("signals_held.py").toString();
        Outcome done = python.plain(Map.of("JUSTJIT_JAVA", "none"), program);
        String expected =
                """
                OfTheProgram() ['handles', 'told', 'waits'] True None
                OfTheProgram() ['handles', 'told'] True None
                OfTheProgram() ['deep', 'handles', 'told'] True None
                """;
        assertEquals(expected, done.out(), done::err);
        assertEquals("", done.err());
    }

    /** The JVM has the signal first, and no room for its handler but that which faulthandler has made. */
    @ParameterizedTest
    @CsvSource({"before", "after"})
    void anOverflowOfTheStackInCIsReported(String when) throws Exception {
        StockPython python = new StockPython(folder);
        String text =
                """
                import faulthandler, sys
                if sys.argv[1] == "before":
                    faulthandler.enable()
                from justjit import _service
                _service.wait()
                assert _service.compiler() is not None, _service.state()
                faulthandler.enable()
                print("out", flush=True)
                faulthandler._stack_overflow()
                """;
        Outcome done = python.plain(Map.of("JUSTJIT", "hot"), "-c", text, when);
        assertEquals("out\n", done.out(), done::err);
        assertTrue(done.err().contains("Fatal Python error: Segmentation fault\n"), done::err);
        assertTrue(done.err().contains("File \"<string>\", line 9 in <module>"), done::err);
        assertEquals(128 + 11, done.status());
    }
}
