package dev.justjit.opt;

import dev.justjit.ir.Graph;
import java.util.List;
import java.util.function.Consumer;

/** The passes in their order. */
public final class Passes {
    private static final List<Pass> ORDER =
            List.of(
                    new RedundantParameters(),
                    new Types(),
                    new GlobalValues(),
                    new Loads(),
                    new RedundantParameters(),
                    new Types(),
                    new GlobalValues(),
                    new DeadCode(),
                    new Blocks(),
                    new RedundantParameters());

    private Passes() {}

    /** Runs all. */
    public static void run(Graph graph) {
        run(graph, after -> {});
    }

    /**
     * Runs all.
     *
     * @param check called after each
     */
    public static void run(Graph graph, Consumer<Graph> check) {
        for (Pass pass : ORDER) {
            pass.run(graph);
            check.accept(graph);
        }
    }
}
