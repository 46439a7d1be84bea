package dev.justjit.lower;

import dev.justjit.analysis.Flow;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.TemplateTable;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Order;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.OutOfReach;
import dev.justjit.masm.Target;
import java.util.List;

/** Makes machine code of the graph of a call. */
public final class Lowering {
    private final TemplateTable templates;

    /** With the templates of instructions that are one node. */
    public Lowering(TemplateTable templates) {
        this.templates = templates;
    }

    /**
     * The machine code of a function, with the same entries as that of {@link dev.justjit.compile.Compiler}; or of what
     * comes after a jump back, which frames enter at its start as they are.
     *
     * @param flow the function's bytecode
     * @param graph of a call of it
     * @throws NotCompiled if there is none, with the reason
     */
    public CodeBlob compile(Flow flow, Graph graph, Target target, CompileOptions options) {
        return compile(List.of(flow), graph, target, options);
    }

    /**
     * The same for a graph with inlined code.
     *
     * @param flows by the number of the code
     */
    public CodeBlob compile(List<Flow> flows, Graph graph, Target target, CompileOptions options) {
        try {
            return emit(flows, graph, target.assembler(options.listing(), false), options);
        } catch (OutOfReach nearIsTooSmall) {
            return emit(flows, graph, target.assembler(options.listing(), true), options);
        }
    }

    private CodeBlob emit(List<Flow> flows, Graph graph, MacroAssembler m, CompileOptions options) {
        Flow flow = flows.get(0);
        Order order = Layout.of(graph);
        InstructionTable instructions = new InstructionTable(flows);
        CalleeFrames frames = new CalleeFrames(order, flows);
        SlotFlow slots = new SlotFlow(graph, order, flow, instructions, frames);
        slots.run();
        UseAnalysis useAnalysis = new UseAnalysis(flow.image().localsPlus(), frames);
        LiveRanges ranges = new LiveRanges(graph, order, slots, useAnalysis);
        ranges.run();
        int words = new Coloring(NativeFrame.WORDS - NativeFrame.FIRST_HOME).run(ranges.all());
        FrameCode code =
                graph.entryUnit() == 0
                        ? FrameCode.begin(m, flow, options, templates)
                        : FrameCode.enter(m, flow, options, templates);
        Function function =
                new Function(code, graph, order, flow, instructions, slots, ranges, frames, words);
        new BlockCode(function).emit();
        return code.finish(Facts.of(graph, order, instructions, options));
    }
}
