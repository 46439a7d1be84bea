package dev.justjit.cli;

import dev.justjit.host.python.PythonLocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code opcodes}: the table of what is compiled. */
@Command(
        name = "opcodes",
        description = "List the opcodes and how each is compiled.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class OpcodesCommand implements Runnable {
    @ParentCommand private Commands parent;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "md",
            description = "md (a table in Markdown, the default) or json.")
    private String format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(names = "--python", paramLabel = "PATH", description = "The Python to use.")
    private @Nullable String python;

    @Override
    public void run() {
        if (!format.equals("md") && !format.equals("json")) {
            throw new UsageException("--format is md or json, not " + format);
        }
        boolean wantsJson = json || format.equals("json");
        RunOptions options = new RunOptions(JitMode.DECORATED, python, false, 0);
        Output.println(
                PythonTask.run(
                        PythonLocator.locate(python),
                        parent.jit().configure(options),
                        host -> parent.jit().opcodes(host, wantsJson)));
    }
}
