package dev.justjit.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Signals at random moments of a program's first second end it as they end a {@code python3}. The
 * driver describes longer runs.
 */
final class InterruptedStartsIT {
    private static final List<String> LIKE_THE_LAUNCHER =
            List.of("-Xrs", "-XX:+DisableAttachMechanism");

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"hot, INT, 15", "eager, INT, 8", "off, INT, 4", "hot, TERM, 5"})
    void endsAsPythonDoes(String mode, String signal, String starts) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ChildProcess.python().getPath());
        command.add(
                Path.of(TestBuild.property("justjit.fixtures"), "cpython/interrupt_starts.py")
                        .toAbsolutePath()
                        .toString());
        command.addAll(List.of("--starts", starts, "--signal", signal, "--"));
        command.addAll(Launch.command(LIKE_THE_LAUNCHER, "--jit=" + mode));
        Outcome outcome = ChildProcess.run(command, folder, Map.of(), "");
        System.out.print(outcome.out());
        assertEquals(0, outcome.status(), () -> outcome.out() + outcome.err());
    }

    /** Modules of the user that Python's own start runs do not wait for the hold's end for ever. */
    @Test
    void endsStartThatHangs() throws Exception {
        Files.writeString(
                folder.resolve("sitecustomize.py"),
                "import time\nprint('here', flush=True)\ntime.sleep(60)\n");
        ProcessBuilder builder =
                new ProcessBuilder(Launch.command(LIKE_THE_LAUNCHER, "-c", "print('there')"));
        builder.environment().put("PYTHONPATH", folder.toString());
        Process process = builder.start();
        assertEquals('h', process.getInputStream().read());
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "goes on");
        assertEquals(128 + 2, process.exitValue());
        assertEquals(
                "KeyboardInterrupt\n",
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
