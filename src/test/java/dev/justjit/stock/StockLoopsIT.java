package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numeric regions that an earlier run has stored, where there is no JVM. */
class StockLoopsIT {
    private static final String ROUNDS = "40";
    private static final Pattern LOOPS = Pattern.compile("stored_loops (\\d+)\n");
    private static final Map<String, String> OFF = Map.of("JUSTJIT", "0");
    private static final Map<String, String> RECORDING =
            Map.of("JUSTJIT_JVM_OPTIONS", "-Djustjit.wait=true -Djustjit.loops=20");

    @TempDir private Path folder;
    private StockPython python;

    @BeforeEach
    void python() {
        python = new StockPython(folder);
    }

    @Test
    void regionsAreEnteredWhereTheyFit() throws Exception {
        String program = python.program("loops.py").toString();
        Outcome expected = python.plain(OFF, program, ROUNDS);
        Outcome recorded =
                python.justjit(
                        RECORDING, "run", "--record", "app.jjb", "--jit=eager", program, ROUNDS);
        assertEquals(expected, recorded);
        for (String mode : new String[] {"eager", "hot"}) {
            Map<String, String> stored =
                    Map.of(
                            "JUSTJIT",
                            mode,
                            "JUSTJIT_THRESHOLD",
                            mode.equals("hot") ? "5" : "",
                            "JUSTJIT_BLOB",
                            "app.jjb",
                            "JUSTJIT_JAVA",
                            "none",
                            "JUSTJIT_STATS",
                            "1",
                            "PYTHONPATH",
                            python.start().toString());
            Outcome done = python.plain(stored, program, mode.equals("hot") ? "400" : ROUNDS);
            if (mode.equals("eager")) {
                assertEquals(expected.out(), done.out(), done::err);
                assertTrue(loops(done) >= 12, done::err);
            } else {
                assertEquals(python.plain(OFF, program, "400").out(), done.out(), done::err);
            }
            assertTrue(done.err().contains("stored_failures 0\n"), done::err);
            assertEquals(0, done.status());
        }
    }

    private static int loops(Outcome done) {
        Matcher found = LOOPS.matcher(done.err());
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }
}
