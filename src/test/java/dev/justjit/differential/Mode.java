package dev.justjit.differential;

import dev.justjit.differential.Programs.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A way to run a program. */
enum Mode {
    OFF("--jit=off"),
    EAGER("--jit=eager", "--stats"),
    HOT("--jit=hot", "--threshold", "3", "--stats"),
    /** Loops are entered at their first jump back, in functions that are called once too. */
    LOOPS("--jit=hot", "--threshold", "1000000", "--stats");

    /** Those that are compared with {@link #OFF}. */
    static final List<Mode> COMPILED = List.of(EAGER, HOT, LOOPS);

    private static final long LIMIT_SECONDS = 60;
    private static final long BATCH_SECONDS = 600;

    private final List<String> options;

    Mode(String... options) {
        this.options = List.of(options);
    }

    /** The name that reports have. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The program in a process of its own. */
    Outcome run(Path program) {
        return run(List.of(program.toString()), LIMIT_SECONDS);
    }

    /** All programs that can share a process, in one; the file is for what they do. */
    Map<String, String> batch(Path file) {
        return Batch.outcomes(run(Batch.all(file), BATCH_SECONDS), file);
    }

    private Outcome run(List<String> program, long limitSeconds) {
        ArrayList<String> arguments = new ArrayList<>(options);
        arguments.addAll(program);
        List<String> java = this == LOOPS ? List.of("-Djustjit.enter.all=true") : List.of();
        return Programs.run(java, arguments, limitSeconds);
    }
}
