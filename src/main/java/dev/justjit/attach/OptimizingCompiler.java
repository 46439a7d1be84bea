package dev.justjit.attach;

import dev.justjit.analysis.Flow;
import dev.justjit.build.Entry;
import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.CodeImage;
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

/** Compiles calls by way of a graph. */
final class OptimizingCompiler {
    private final Lowering lowering = new Lowering(new Templates());

    /**
     * The machine code of a call.
     *
     * @throws NotCompiled if there is none, with the reason
     */
    CodeBlob compile(CodeImage image, Target target, CompileOptions options) {
        return compile(image, Entry.CALL, target, options);
    }

    /**
     * The machine code of what comes after an entry.
     *
     * @throws NotCompiled if there is none, with the reason
     */
    CodeBlob compile(CodeImage image, Entry entry, Target target, CompileOptions options) {
        try {
            Flow flow = new Flow(image);
            Graph graph = graph(flow, entry, options);
            if (entry.unit() > 0 && Gain.of(graph) <= 0) {
                throw new NotCompiled("a graph of its loop would not gain");
            }
            return lowering.compile(flow, graph, target, options);
        } catch (InvalidBytecode unusual) {
            throw new NotCompiled(String.valueOf(unusual.getMessage()));
        }
    }

    /** The code as it would be compiled now, by this compiler or else by the other one. */
    static CodeBlob listing(CodeImage image, Target target, Compiler other) {
        CompileOptions options = CompileOptions.withListing();
        if (Policy.OPTIMIZER.isAtOnce()) {
            try {
                return new OptimizingCompiler().compile(image, target, options.forGraph());
            } catch (NotCompiled tooMuch) {
                return other.compile(image, target, options);
            }
        }
        return other.compile(image, target, options);
    }

    private static Graph graph(Flow flow, Entry entry, CompileOptions options) {
        if (Policy.OPTIMIZER == Optimizer.PLAIN) {
            return GraphBuilder.buildPlain(flow);
        }
        Graph graph = GraphBuilder.build(flow, entry, options.unstableSites());
        Passes.run(graph);
        return graph;
    }
}
