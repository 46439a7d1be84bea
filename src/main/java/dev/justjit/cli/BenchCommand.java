package dev.justjit.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code bench}: the launcher of a checkout runs the benchmarks; the jar does not have them. */
@Command(name = "bench", description = "Run the benchmarks, in a checkout.")
@SuppressWarnings("NullAway.Init")
final class BenchCommand implements Runnable {
    /** Any, so that none of them is what is wrong. */
    @SuppressWarnings("UnusedVariable")
    @Unmatched
    private List<String> arguments;

    @Override
    public void run() {
        throw new UsageException("the jar has no benchmarks: use ./justjit bench in a checkout");
    }
}
