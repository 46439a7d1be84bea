package dev.justjit.cli;

import dev.justjit.host.CompilerChoice;
import dev.justjit.host.HostHooks;
import java.util.Locale;

/** The compiler for {@code dev.justjit.api.Python}, which looks this class up by its name. */
public final class EmbeddedHooks implements CompilerChoice.Compiler {
    private static final String CODE_BYTES = "justjit.code.bytes";

    @Override
    public HostHooks hooks(CompilerChoice choice) {
        if (choice.codeBytes() != 0) {
            // once for the process, as Python is, and before a class of the compiler reads it
            System.setProperty(CODE_BYTES, String.valueOf(choice.codeBytes()));
        }
        JitMode mode = JitMode.valueOf(choice.mode().toUpperCase(Locale.ROOT));
        return new CompilerCommands()
                .configure(new RunOptions(mode, null, false, choice.threshold()));
    }
}
