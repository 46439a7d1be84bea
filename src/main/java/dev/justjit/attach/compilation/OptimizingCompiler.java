package dev.justjit.attach.compilation;

import dev.justjit.analysis.Flow;
import dev.justjit.build.Budget;
import dev.justjit.build.Entry;
import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.InvalidBytecode;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Graph;
import dev.justjit.lower.Lowering;
import dev.justjit.masm.Target;
import dev.justjit.opt.Gain;
import dev.justjit.opt.Passes;
import dev.justjit.template.Templates;
import dev.justjit.tiering.Optimizer;
import dev.justjit.tiering.Policy;
import java.util.ArrayList;
import java.util.List;

/** Compiles calls by way of a graph. */
final class OptimizingCompiler {
    private final Lowering lowering = new Lowering(new Templates());

    /**
     * The machine code of a call.
     *
     * @param group the code, with what may be inlined into it
     * @throws NotCompiled if there is none, with the reason
     */
    CodeBlob compile(CodeGroup group, Target target, CompileOptions options) {
        return compile(group, Entry.CALL, target, options);
    }

    /**
     * The machine code of what comes after an entry.
     *
     * @throws NotCompiled if there is none, with the reason
     */
    CodeBlob compile(CodeGroup group, Entry entry, Target target, CompileOptions options) {
        try {
            List<Flow> flows = new ArrayList<>();
            group.images().forEach(image -> flows.add(new Flow(image)));
            for (int units : new int[] {Budget.UNITS, Budget.FEWER_UNITS}) {
                try {
                    return compile(group, flows, entry, target, options, units);
                } catch (NotCompiled tooMuch) {
                    if (group.images().size() == 1) {
                        throw tooMuch;
                    }
                }
            }
            return compile(group, flows, entry, target, options, 0);
        } catch (InvalidBytecode unusual) {
            throw new NotCompiled(String.valueOf(unusual.getMessage()));
        }
    }

    private CodeBlob compile(
            CodeGroup group,
            List<Flow> flows,
            Entry entry,
            Target target,
            CompileOptions options,
            int units) {
        Graph graph = graph(group, flows.get(0), entry, options, units);
        if (entry.running() && Gain.of(graph) <= 0) {
            throw new NotCompiled("a graph of its loop would not gain");
        }
        return lowering.compile(flows, graph, target, options);
    }

    /** The code as it would be compiled now, by this compiler or else by the other one. */
    static CodeBlob listing(CodeGroup group, Target target, Compiler other) {
        CompileOptions options = CompileOptions.withListing();
        if (Policy.OPTIMIZER.isAtOnce()) {
            try {
                return new OptimizingCompiler().compile(group, target, options.forGraph());
            } catch (NotCompiled tooMuch) {
                return other.compile(group.image(), target, options);
            }
        }
        return other.compile(group.image(), target, options);
    }

    private static Graph graph(
            CodeGroup group, Flow flow, Entry entry, CompileOptions options, int units) {
        if (Policy.OPTIMIZER == Optimizer.PLAIN) {
            return GraphBuilder.buildPlain(flow);
        }
        Graph graph = GraphBuilder.build(group, entry, options.unstableSites(), units);
        Passes.run(graph);
        return graph;
    }
}
