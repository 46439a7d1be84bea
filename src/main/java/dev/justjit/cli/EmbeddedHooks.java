package dev.justjit.cli;

import dev.justjit.host.HostHooks;
import java.util.function.Supplier;

/**
 * The compiler for {@code dev.justjit.api.Python}, which looks this class up by its name: functions
 * are compiled when Java or Python code marks them.
 */
public final class EmbeddedHooks implements Supplier<HostHooks> {
    @Override
    public HostHooks get() {
        return new CompilerCommands().configure(new RunOptions(JitMode.DECORATED, null, false, 0));
    }
}
