package dev.justjit.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Unmatched;

/** {@code bench}: the benchmarks; its arguments are theirs. */
@Command(name = "bench", description = "Run the benchmarks.")
@SuppressWarnings("NullAway.Init")
final class BenchCommand implements Callable<Integer> {
    @ParentCommand private Commands parent;

    @Unmatched private List<String> arguments;

    @Override
    public Integer call() {
        return parent.jit().bench(arguments == null ? List.of() : arguments);
    }
}
