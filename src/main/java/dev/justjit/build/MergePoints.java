package dev.justjit.build;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.LiveLocals;
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

/** Where control flow merges in the bytecode of one code object: at starts of blocks, and before handlers. */
final class MergePoints {
    private final Graph graph;
    private final Flow flow;
    private final Plan plan;
    private final Constants constants;
    private @Nullable LiveLocals live;
    private final boolean inlined;
    private final Set<Node> numeric;
    private final Versions versions;
    private final Merge[] merges;
    private final Map<Integer, Merge> handlers = new HashMap<>();

    /** Handlers that want to know where the exception was raised. */
    private final BitSet positions = new BitSet();

    MergePoints(Graph graph, Flow flow, Plan plan, Constants constants, Versions versions) {
        this(graph, flow, plan, constants, versions, false, new HashSet<>());
    }

    private MergePoints(
            Graph graph,
            Flow flow,
            Plan plan,
            Constants constants,
            Versions versions,
            boolean inlined,
            Set<Node> numeric) {
        this.graph = graph;
        this.flow = flow;
        this.plan = plan;
        this.constants = constants;
        this.versions = versions;
        this.inlined = inlined;
        this.numeric = numeric;
        merges = new Merge[flow.insns().size()];
    }

    /** The same for code that is inlined into this. */
    MergePoints inlined(Flow callee, Plan order, Versions places) {
        return new MergePoints(graph, callee, order, constants, places, true, numeric);
    }

    /** Whether jumps back lead to the instruction at a unit. */
    boolean isLoop(int unit) {
        return plan.changed(flow.indexOf(unit)) != null;
    }

    /** A merge of edges that are none of this code's own. */
    Merge meeting(int unit) {
        return newMerge(flow.indexOf(at(unit).start()));
    }

    /** Whether a block starts at the instruction at a unit. */
    boolean starts(int unit) {
        return plan.starts(flow.indexOf(unit));
    }

    /** Whether only one edge leads to the instruction at a unit. */
    boolean isSingle(int unit) {
        return plan.incoming(flow.indexOf(unit)) == 1;
    }

    /** The instruction at a unit; the last one if there is none. */
    Insn at(int unit) {
        int index = flow.indexOf(unit);
        return flow.insns().get(index < 0 ? flow.insns().size() - 1 : index);
    }

    /** Whether a block starts with the instruction. */
    boolean starts(Insn insn) {
        return plan.starts(flow.indexOf(insn.start()));
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

    /** Locals of the outermost code that are looked at later; nothing is known of them in what is inlined there. */
    private BitSet live(int index) {
        if (inlined) {
            BitSet all = new BitSet();
            all.set(0, graph.code().locals().size());
            return all;
        }
        LiveLocals known = live;
        if (known == null) {
            known = new LiveLocals(flow);
            live = known;
        }
        return known.before(index);
    }

    private Merge newMerge(int index) {
        return new Merge(
                graph.newBlock(), flow.insns().get(index), constants, () -> live(index), numeric);
    }

    /** The exceptions that go to the handler at an instruction, or null if there are none that were not started. */
    @Nullable Merge caughtAt(int index) {
        Merge merge = handlers.get(index);
        return merge != null && merge.isReached() && !merge.isStarted() ? merge : null;
    }
}
