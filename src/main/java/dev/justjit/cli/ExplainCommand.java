package dev.justjit.cli;

import dev.justjit.host.python.PythonLocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code explain}: what is compiled of a file or function, and why not the rest. */
@Command(
        name = "explain",
        description = "Tell what is compiled of a Python file or function, and why not the rest.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class ExplainCommand implements Runnable {
    @ParentCommand private Commands parent;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--python", paramLabel = "PATH", description = "The Python to use.")
    private @Nullable String python;

    @Parameters(paramLabel = "TARGET", description = "file.py, file.py:function or module:function")
    private String target;

    @Override
    public void run() {
        RunOptions options = new RunOptions(JitMode.DECORATED, python, false, 0);
        Output.println(
                PythonTask.run(
                        PythonLocator.locate(python),
                        parent.jit().configure(options),
                        host -> parent.jit().explain(host, target, json)));
    }
}
