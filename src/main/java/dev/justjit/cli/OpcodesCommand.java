package dev.justjit.cli;

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

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run() {
        System.out.println(parent.jit().opcodes(json));
    }
}
