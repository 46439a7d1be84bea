package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
