package dev.justjit.cli;

import dev.justjit.host.HostHooks;
import org.jspecify.annotations.Nullable;

/** The environment variable JUSTJIT, where it says that there is to be no compiler, whatever else is asked for. */
final class OffSwitch {
    private static final String VARIABLE = "JUSTJIT";

    private OffSwitch() {}

    /** Why there is no compiler, in words, or null. */
    static @Nullable String reason() {
        String value = System.getenv(VARIABLE);
        return "0".equals(value) || "off".equals(value) ? VARIABLE + " is " + value : null;
    }

    /** Hooks that print the reason where the counters would be printed. */
    static HostHooks tell(String reason) {
        return new HostHooks(
                null, null, host -> System.err.println("justjit: running interpreted: " + reason));
    }
}
