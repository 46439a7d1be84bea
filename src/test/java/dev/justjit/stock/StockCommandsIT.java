package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code python3.13 -m justjit}: what it says, and to whom. */
class StockCommandsIT {
    private static final Map<String, String> NOTHING = Map.of();

    @TempDir private Path folder;
    private StockPython python;

    @BeforeEach
    void python() {
        python = new StockPython(folder);
    }

    private void refused(String reason, Map<String, String> environment, String... arguments)
            throws Exception {
        Outcome done = python.justjit(environment, arguments);
        assertEquals(2, done.status(), done::err);
        assertEquals(1, done.err().lines().count(), done::err);
        assertTrue(done.err().contains(reason), done::err);
        assertEquals("", done.out());
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        refused("To run a program: run app.py", NOTHING, "app.py");
        refused("options of a command follow its name", NOTHING, "--stats", "run", "app.py");
        refused("between 1 and 2147483647", NOTHING, "run", "--threshold", "99999999999", "x");
        refused("module sys is built in", NOTHING, "explain", "sys");
        refused("JUSTJIT is 0", Map.of("JUSTJIT", "0"), "opcodes");
    }

    @Test
    void outputThatDoesNotArriveIsAnError() throws Exception {
        String script = "PYTHONPATH=" + StockPython.jar() + " \"$0\" -m justjit --help >/dev/full";
        List<String> command = List.of("sh", "-c", script, ChildProcess.python().getPath());
        Outcome done = ChildProcess.run(command, folder, NOTHING, "");
        assertEquals(
                "justjit: the output cannot be written: No space left on device\n", done.err());
        assertEquals(2, done.status());
    }

    /** JUSTJIT=0 wins over every option. */
    @Test
    void theSwitchTurnsEverythingOff() throws Exception {
        String ask = "import justjit; print(justjit.status())";
        Map<String, String> off = Map.of("JUSTJIT", "0");
        Outcome run = python.justjit(off, "run", "--stats", "--jit=eager", "-c", ask);
        assertEquals("running interpreted: JUSTJIT is 0\n", run.out());
        assertEquals("justjit: running interpreted: JUSTJIT is 0\n", run.err());
        assertEquals(run.out(), python.plain(off, "-c", ask).out());
        Outcome option = python.justjit(NOTHING, "run", "--stats", "--jit=off", "-c", "pass");
        assertEquals("justjit: running interpreted: JUSTJIT is off\n", option.err());
    }

    @Test
    void theCacheOfAUserWithoutAHomeIsNotInTheFolder() throws Exception {
        String ask = "import justjit; print(justjit._places.cache())";
        Map<String, String> none =
                Map.of("HOME", "nowhere", "JUSTJIT_CACHE_DIR", "", "XDG_CACHE_HOME", "");
        Outcome done = python.plain(none, "-c", ask);
        Object user = Files.getAttribute(folder, "unix:uid");
        assertEquals("/tmp/justjit-" + user + "\n", done.out(), done::err);
    }

    @Test
    void commandsTellOfTargets() throws Exception {
        String target = python.program("until_attached.py") + ":hot";
        Outcome doctor = python.justjit(NOTHING, "doctor");
        assertTrue(doctor.out().contains("self-test: ok\n"), () -> doctor.out() + doctor.err());
        assertEquals(0, doctor.status());
        Outcome explain = python.justjit(NOTHING, "explain", target);
        assertTrue(explain.out().contains("1 of 1 code objects can be compiled"), explain::err);
        Outcome asm = python.justjit(NOTHING, "asm", target);
        assertTrue(asm.out().contains("RESUME"), asm::err);
        Outcome unknown = python.justjit(NOTHING, "nonsense");
        assertEquals(2, unknown.status());
        assertTrue(unknown.err().startsWith("justjit: there is no command nonsense"));
    }
}
