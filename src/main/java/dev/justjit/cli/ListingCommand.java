package dev.justjit.cli;

import dev.justjit.host.python.PythonLocator;
import dev.justjit.masm.Isa;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code asm}: the machine code of a function. */
@Command(
        name = "asm",
        description = "Print the machine code of a Python function.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class ListingCommand implements Runnable {
    @ParentCommand private Commands parent;

    @Option(
            names = "--isa",
            paramLabel = "ISA",
            defaultValue = "",
            description = "x64 or a64; this machine's by default.")
    private String isa;

    @Option(
            names = "--run",
            paramLabel = "EXPRESSION",
            defaultValue = "",
            description = "Run the file, then this ten times, so that types are known.")
    private String expression;

    @Option(names = "--python", paramLabel = "PATH", description = "The Python to use.")
    private @Nullable String python;

    @Parameters(paramLabel = "TARGET", description = "file.py:function or module:function")
    private String target;

    @Override
    public void run() {
        if (!isa.isEmpty() && Isa.of(isa) == null) {
            throw new UsageException("--isa is x64 or a64, not " + isa);
        }
        RunOptions options = new RunOptions(JitMode.DECORATED, python, false, 0);
        Output.println(
                PythonTask.run(
                        PythonLocator.locate(python),
                        parent.jit().configure(options),
                        host -> parent.jit().listing(host, target, isa, expression)));
    }
}
