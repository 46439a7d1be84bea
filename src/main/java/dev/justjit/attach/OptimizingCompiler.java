package dev.justjit.attach;

import dev.justjit.analysis.Flow;
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
import dev.justjit.opt.Passes;
import dev.justjit.template.Templates;
import dev.justjit.tiering.Optimizer;
import dev.justjit.tiering.Policy;

/** Compiles calls by way of a graph. */
final class OptimizingCompiler {
    private final Lowering lowering = new Lowering(new Templates());

    /** Whether a compilation is one for it: code that left it too often is not. */
    static boolean takes(CompileOptions options) {
        return Policy.OPTIMIZER != Optimizer.OFF
                && !options.running()
                && (Policy.OPTIMIZER == Optimizer.PLAIN || options.unstableSites().isEmpty());
    }

    /**
     * The machine code of a call.
     *
     * @throws NotCompiled if there is none, with the reason
     */
    CodeBlob compile(CodeImage image, Target target, CompileOptions options) {
        try {
            Flow flow = new Flow(image);
            return lowering.compile(flow, graph(flow), target, options);
        } catch (InvalidBytecode unusual) {
            throw new NotCompiled(String.valueOf(unusual.getMessage()));
        }
    }

    /** The code as it would be compiled now, by this compiler or else by the other one. */
    static CodeBlob listing(CodeImage image, Target target, Compiler other) {
        CompileOptions options = CompileOptions.withListing();
        if (takes(options)) {
            try {
                return new OptimizingCompiler().compile(image, target, options);
            } catch (NotCompiled tooMuch) {
                return other.compile(image, target, options);
            }
        }
        return other.compile(image, target, options);
    }

    private static Graph graph(Flow flow) {
        if (Policy.OPTIMIZER == Optimizer.PLAIN) {
            return GraphBuilder.buildPlain(flow);
        }
        Graph graph = GraphBuilder.build(flow, 0);
        Passes.run(graph);
        return graph;
    }
}
