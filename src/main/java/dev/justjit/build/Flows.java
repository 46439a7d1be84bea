package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Versions;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where ways meet in the bytecode of one code object: at starts of blocks, and before handlers. */
final class Flows {
    private final Graph graph;
    private final Flow flow;
    private final Plan plan;
    private final Constants constants;
    private final boolean identity;
    private final Set<Node> numeric = new HashSet<>();
    private final Versions versions;
    private final Merge[] merges;
    private final Map<Integer, Merge> handlers = new HashMap<>();

    /** Handlers that want to know where the exception was raised. */
    private final BitSet positions = new BitSet();

    Flows(Graph graph, Flow flow, Plan plan, Constants constants) {
        this.graph = graph;
        this.flow = flow;
        this.plan = plan;
        this.constants = constants;
        identity = flow.insns().stream().anyMatch(insn -> insn.opcode() == Opcode.IS_OP);
        versions = new Versions(flow.image());
        merges = new Merge[flow.insns().size()];
    }

    /** Whether only one way leads to the instruction at a unit. */
    boolean isSingle(int unit) {
        return plan.ways(flow.indexOf(unit)) == 1;
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
            merges[index] = newMerge(index);
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
        int index = flow.indexOf(handler.target());
        positions.set(index, handler.lasti());
        return handlers.computeIfAbsent(index, this::newMerge);
    }

    /** Whether a handler finds where the exception was raised below the exception. */
    boolean hasPosition(int handler) {
        return positions.get(handler);
    }

    /** Places of versions in inline caches. */
    Versions versions() {
        return versions;
    }

    private Merge newMerge(int index) {
        return new Merge(graph.newBlock(), flow.insns().get(index), constants, identity, numeric);
    }

    /** The exceptions that go to the handler at an instruction, or null if there are none that were not started. */
    @Nullable Merge caughtAt(int index) {
        Merge merge = handlers.get(index);
        return merge != null && merge.isReached() && !merge.isStarted() ? merge : null;
    }
}
