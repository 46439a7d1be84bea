package dev.justjit.api;

import static dev.justjit.api.ObjectsProgram.failure;
import static dev.justjit.api.ObjectsProgram.say;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What options do to Python and the compiler, in a JVM of its own; for {@link JavaApiIT}. */
public final class OptionsProgram {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private static final int BUDGET = 512 << 10;

    private OptionsProgram() {}

    /** With a mode, and a cache folder. */
    public static void main(String[] arguments) throws Exception {
        PythonOptions.Mode mode = PythonOptions.Mode.valueOf(arguments[0]);
        PythonOptions options =
                PythonOptions.defaults().withMode(mode).withThreshold(20).withCodeBudget(BUDGET);
        if (arguments.length > 1) {
            options = options.withPython(arguments[1]).withCacheFolder(Path.of(arguments[2]));
        }
        say("refused", failure(() -> PythonOptions.defaults().withThreshold(0)));
        say("refused", failure(() -> PythonOptions.defaults().withCodeBudget(1)));
        try (Python python = Python.open(options)) {
            python.exec("def weigh(n, scale):\n    return n * scale + 1");
            try (PyFunction weigh = python.function("weigh")) {
                long end = System.nanoTime() + PATIENCE_NANOS;
                boolean waits = mode == PythonOptions.Mode.HOT;
                for (int i = 0; i < 100; i++) {
                    weigh.call(i, 2);
                }
                while (waits && !python.isCompiled("weigh") && System.nanoTime() < end) {
                    weigh.call(3, 2);
                }
            }
            say("compiled", python.isCompiled("weigh"));
            if (mode == PythonOptions.Mode.DECORATED) {
                say("budget", failure(() -> fill(python)).contains("of 524288 are in use"));
            }
        }
        if (arguments.length > 1) {
            try (Stream<Path> files = Files.list(Path.of(arguments[2]))) {
                say("stored", files.anyMatch(file -> file.toString().endsWith(".jjb")));
            }
        }
    }

    /** Compiles functions until there is no memory for more. */
    private static Object fill(Python python) {
        for (int i = 0; i < 2000; i++) {
            python.exec(
                    "def f" + i + "(a, b): return [a + b, a - b, a.x, b.y, a[b], a(b), len(a)]");
            python.compile("f" + i).close();
        }
        return "no limit";
    }
}
