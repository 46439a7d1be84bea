package dev.justjit.attach.compilation;

import dev.justjit.abi.Global;
import dev.justjit.analysis.Flow;
import dev.justjit.attach.process.PythonError;
import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.InvalidBytecode;
import dev.justjit.ir.Block;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Printer;
import dev.justjit.ir.Verifier;
import dev.justjit.opt.Passes;

/** Graphs of the optimizing compiler, for {@code justjit graph}: nothing else in a program makes any. */
final class Graphs {
    private static final String VERIFY = "verify";
    private static final String TIME = "time";
    private static final String TEXT = "text";

    private Graphs() {}

    /**
     * What is asked of the graph of a code object.
     *
     * @param what {@code verify}: the number of code units, after the graphs of the call and of each loop were verified
     *     after each pass; {@code time}: code units, nanoseconds of building and of the passes, nodes before and after;
     *     {@code text}: the listing before and after the passes
     * @throws PythonError for any other question
     */
    static String answer(CodeGroup group, String what) {
        try {
            return switch (what) {
                case VERIFY -> verified(group);
                case TIME -> timed(group);
                case TEXT -> listing(group);
                default ->
                        throw new PythonError(
                                Global.PYEXC_VALUEERROR, "text, verify or time, not " + what);
            };
        } catch (InvalidBytecode unusual) {
            return "no graph: " + unusual.getMessage();
        }
    }

    private static String listing(CodeGroup group) {
        Graph graph = GraphBuilder.build(group);
        String before = Printer.print(graph);
        Passes.run(graph);
        return before + "\n---- after the passes\n\n" + Printer.print(graph);
    }

    private static String verified(CodeGroup group) {
        Flow flow = new Flow(group.image());
        verify(GraphBuilder.build(group));
        for (int i = 0; i < flow.insns().size(); i++) {
            Insn insn = flow.insns().get(i);
            if (flow.isReachable(i) && insn.isJump() && insn.target() <= insn.offset()) {
                verify(GraphBuilder.build(flow, insn.target()));
            }
        }
        return Integer.toString(group.image().units());
    }

    private static void verify(Graph graph) {
        Verifier.verify(graph);
        Passes.run(graph, Verifier::verify);
    }

    private static String timed(CodeGroup group) {
        long start = System.nanoTime();
        Graph graph = GraphBuilder.build(group);
        long built = System.nanoTime();
        int before = nodes(graph);
        long again = System.nanoTime();
        Passes.run(graph);
        long done = System.nanoTime();
        return group.image().units()
                + " "
                + (built - start)
                + " "
                + (done - again)
                + " "
                + before
                + " "
                + nodes(graph);
    }

    private static int nodes(Graph graph) {
        int count = 0;
        for (Block block : graph.blocks()) {
            for (Node node = block.first(); node != null; node = node.next()) {
                count++;
            }
        }
        return count;
    }
}
