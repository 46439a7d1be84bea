package dev.justjit.build;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Graph;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where ways meet in the bytecode of one code object: at starts of blocks, and before handlers. */
final class Flows {
    private final Graph graph;
    private final Flow flow;
    private final Merge[] merges;
    private final Map<Integer, Merge> handlers = new HashMap<>();

    Flows(Graph graph, Flow flow) {
        this.graph = graph;
        this.flow = flow;
        merges = new Merge[flow.insns().size()];
    }

    /** The instruction at a unit; the last one if there is none. */
    Insn at(int unit) {
        int index = flow.indexOf(unit);
        return flow.insns().get(index < 0 ? flow.insns().size() - 1 : index);
    }

    /** The merge before the instruction at a unit. */
    Merge merge(int unit) {
        int index = flow.indexOf(unit);
        if (merges[index] == null) {
            merges[index] = new Merge(graph.newBlock());
        }
        return merges[index];
    }

    /** The merge before an instruction, or null if nothing led to it yet. */
    @Nullable Merge reached(int index) {
        Merge merge = merges[index];
        return merge != null && (merge.isReached() || merge.isStarted()) ? merge : null;
    }

    ExceptionTable.@Nullable Entry handlerOf(Insn insn) {
        return flow.handlerOf(insn);
    }

    /** The merge of exceptions that go to a handler. */
    Merge caught(ExceptionTable.Entry handler) {
        return handlers.computeIfAbsent(
                flow.indexOf(handler.target()), each -> new Merge(graph.newBlock()));
    }

    /** The exceptions that go to the handler at an instruction, or null if there are none that were not started. */
    @Nullable Merge caughtAt(int index) {
        Merge merge = handlers.get(index);
        return merge != null && merge.isReached() && !merge.isStarted() ? merge : null;
    }
}
