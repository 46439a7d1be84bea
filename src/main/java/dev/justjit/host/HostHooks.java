package dev.justjit.host;

import org.jspecify.annotations.Nullable;

/**
 * The points where others join in. Each may be null for the plain behaviour of {@code python3}.
 *
 * @param startup told when Python is ready
 * @param mainRunner runs the main module's code; {@code PyEval_EvalCode} when null
 * @param shutdown told when Python is about to end
 */
public record HostHooks(
        @Nullable Startup startup, @Nullable MainRunner mainRunner, @Nullable Shutdown shutdown) {
    /** Hooks that do nothing. */
    public static final HostHooks NONE = new HostHooks(null, null, null);
}
