package dev.justjit.api;

import dev.justjit.host.HostHooks;
import org.jspecify.annotations.Nullable;

/**
 * How to start Python. Immutable; the {@code with} methods return changed copies.
 *
 * <pre>{@code
 * Python.open(PythonOptions.defaults().withPython("/opt/python3.13"))
 * }</pre>
 */
public final class PythonOptions {
    /** Name of the setting, for messages. */
    static final String SETTING = "PythonOptions.withPython";

    private static final PythonOptions DEFAULTS = new PythonOptions(null, null, true);

    private final @Nullable String python;
    private final @Nullable HostHooks hooks;
    private final boolean jit;

    private PythonOptions(@Nullable String python, @Nullable HostHooks hooks, boolean jit) {
        this.python = python;
        this.hooks = hooks;
        this.jit = jit;
    }

    /** The embedded or installed Python, with the compiler. */
    public static PythonOptions defaults() {
        return DEFAULTS;
    }

    /** Uses one Python: an interpreter program, an installation's folder or a libpython file. */
    public PythonOptions withPython(String path) {
        return new PythonOptions(path, hooks, jit);
    }

    /** With {@code false}, leaves the compiler out: all code runs in the interpreter. */
    public PythonOptions withJit(boolean enabled) {
        return new PythonOptions(python, hooks, enabled);
    }

    /** Joins in when Python has started and before it ends, in place of the compiler. */
    public PythonOptions withHooks(HostHooks replacement) {
        return new PythonOptions(python, replacement, jit);
    }

    @Nullable String python() {
        return python;
    }

    @Nullable HostHooks hooks() {
        return hooks;
    }

    boolean jit() {
        return jit;
    }
}
