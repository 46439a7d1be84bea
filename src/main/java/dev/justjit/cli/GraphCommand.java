package dev.justjit.cli;

import dev.justjit.host.python.PythonLocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code graph}: the graph of a function, as the optimizing compiler will have it. */
@Command(
        name = "graph",
        description = "Print the graph of a Python function, before the passes and after.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class GraphCommand implements Runnable {
    @ParentCommand private Commands parent;

    @Option(
            names = "--run",
            paramLabel = "EXPRESSION",
            defaultValue = "",
            description = "Run the file, then this ten times, so that types are known.")
    private String expression;

    @Option(
            names = "--verify-all",
            description = "Verify the graphs of all code in a file or folder after each pass.")
    private boolean all;

    @Option(names = "--python", paramLabel = "PATH", description = "The Python to use.")
    private @Nullable String python;

    @Parameters(paramLabel = "TARGET", description = "file.py:function or module:function")
    private String target;

    @Override
    public void run() {
        if (all && !expression.isEmpty()) {
            throw new UsageException("--verify-all runs nothing: leave out --run");
        }
        RunOptions options = new RunOptions(JitMode.DECORATED, python, false, 0);
        Output.println(
                PythonTask.run(
                        PythonLocator.locate(python),
                        parent.jit().configure(options),
                        host ->
                                all
                                        ? parent.jit().verifyGraphs(host, target)
                                        : parent.jit().graph(host, target, expression)));
    }
}
