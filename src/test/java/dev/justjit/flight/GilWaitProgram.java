package dev.justjit.flight;

import dev.justjit.api.PyFunction;
import dev.justjit.api.Python;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Recording;

/** Two threads of Java call Python at the same time, and a recording notes it. In a JVM of its own. */
public final class GilWaitProgram {
    private GilWaitProgram() {}

    /** Writes the recording to the file that is named. */
    public static void main(String[] arguments) throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            try (Python python = Python.open()) {
                python.exec(
                        """
                        def busy(n):
                            text = ""
                            for i in range(n):
                                text = str(i)
                            return text
                        """);
                try (PyFunction busy = python.function("busy")) {
                    CompletableFuture<?> other =
                            CompletableFuture.runAsync(() -> busy.call(2_000_000));
                    busy.call(2_000_000);
                    other.join();
                }
            }
            recording.stop();
            recording.dump(Path.of(arguments[0]));
        }
    }
}
