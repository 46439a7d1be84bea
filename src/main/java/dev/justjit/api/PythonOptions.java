package dev.justjit.api;

import dev.justjit.host.CompilerChoice;
import dev.justjit.host.HostHooks;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to start Python. Immutable; the {@code with} methods return changed copies.
 *
 * <pre>{@code
 * Python.open(PythonOptions.defaults().withPython("/opt/python3.13").withMode(Mode.HOT))
 * }</pre>
 */
public final class PythonOptions {
    /** Name of the setting, for messages. */
    static final String SETTING = "PythonOptions.withPython";

    private static final PythonOptions DEFAULTS = new PythonOptions();
    private static final long LEAST_CODE_BYTES = 1L << 12;
    private static final long MOST_CODE_BYTES = 1L << 30;

    /** Which functions are compiled. */
    public enum Mode {
        /** None: all code runs in the interpreter. */
        OFF,
        /** Those that Java or Python code marks. */
        DECORATED,
        /** Those, and what turns out to be hot: functions that are called often, and loops while they run. */
        HOT,
        /** Every function at its first call: for tests. */
        EAGER
    }

    private @Nullable String python;
    private @Nullable HostHooks hooks;
    private Mode mode = Mode.DECORATED;
    private int threshold;
    private long codeBytes;
    private @Nullable Path cacheFolder;
    private @Nullable OutputStream output;
    private @Nullable OutputStream error;
    private @Nullable InputStream input;

    private PythonOptions() {}

    private PythonOptions with(Consumer<PythonOptions> change) {
        PythonOptions copy = new PythonOptions();
        copy.python = python;
        copy.hooks = hooks;
        copy.mode = mode;
        copy.threshold = threshold;
        copy.codeBytes = codeBytes;
        copy.cacheFolder = cacheFolder;
        copy.output = output;
        copy.error = error;
        copy.input = input;
        change.accept(copy);
        return copy;
    }

    /** The embedded or installed Python, with the compiler for marked functions, and the process's own streams. */
    public static PythonOptions defaults() {
        return DEFAULTS;
    }

    /** Uses one Python: an interpreter program, an installation's folder or a libpython file. */
    public PythonOptions withPython(String path) {
        return with(copy -> copy.python = path);
    }

    /** With {@code false} the mode {@link Mode#OFF}, with {@code true} {@link Mode#DECORATED}. */
    public PythonOptions withJit(boolean enabled) {
        return withMode(enabled ? Mode.DECORATED : Mode.OFF);
    }

    /** Which functions are compiled. The environment variable {@code JUSTJIT=0} goes before it. */
    public PythonOptions withMode(Mode chosen) {
        Objects.requireNonNull(chosen);
        return with(copy -> copy.mode = chosen);
    }

    /**
     * The call at which a function is hot, 300 by default; for {@link Mode#HOT}.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public PythonOptions withThreshold(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("a threshold is at least 1, not " + calls);
        }
        return with(copy -> copy.threshold = calls);
    }

    /**
     * Memory for machine code, 64 MiB by default. What does not fit stays interpreted.
     *
     * @param bytes 4 KiB to 1 GiB
     * @throws IllegalArgumentException when it is not
     */
    public PythonOptions withCodeBudget(long bytes) {
        if (bytes < LEAST_CODE_BYTES || bytes > MOST_CODE_BYTES) {
            throw new IllegalArgumentException(
                    "a code budget is 4096 to 1073741824 bytes, not " + bytes);
        }
        return with(copy -> copy.codeBytes = bytes);
    }

    /**
     * Where machine code is stored and the embedded CPython unpacked, in place of the folder that {@code
     * JUSTJIT_CACHE_DIR} or the system says. Made if it is missing; refused where others could write.
     */
    public PythonOptions withCacheFolder(Path folder) {
        Path absolute = folder.toAbsolutePath();
        return with(copy -> copy.cacheFolder = absolute);
    }

    /** Joins in when Python has started and before it ends, in place of the compiler. */
    public PythonOptions withHooks(HostHooks replacement) {
        return with(copy -> copy.hooks = replacement);
    }

    /**
     * Where {@code sys.stdout} writes, in UTF-8, from any thread: whole lines, or 8 KiB at once; the rest by {@link
     * Python#close}, at the end of the JVM, or when Python flushes. It is not closed. What C code and child processes
     * print goes to the process's own output still.
     */
    public PythonOptions withOutput(OutputStream stream) {
        return with(copy -> copy.output = stream);
    }

    /** The same for {@code sys.stderr}. */
    public PythonOptions withError(OutputStream stream) {
        return with(copy -> copy.error = stream);
    }

    /** What {@code sys.stdin} reads, in UTF-8. It is not closed. */
    public PythonOptions withInput(InputStream stream) {
        return with(copy -> copy.input = stream);
    }

    @Nullable String python() {
        return python;
    }

    @Nullable HostHooks hooks() {
        return hooks;
    }

    boolean jit() {
        return mode != Mode.OFF;
    }

    @Nullable Path cacheFolder() {
        return cacheFolder;
    }

    /** For the compiler. */
    CompilerChoice choice() {
        return new CompilerChoice(mode.name().toLowerCase(Locale.ROOT), threshold, codeBytes);
    }

    /** Makes Python's streams those that were given; needs the GIL. */
    void openStreams(JavaObjects java) {
        if (input != null) {
            java.stream("stdin", new Targets.Input(input));
        }
        if (output != null) {
            java.stream("stdout", new Targets.Output(output));
        }
        if (error != null) {
            java.stream("stderr", new Targets.Output(error));
        }
    }
}
