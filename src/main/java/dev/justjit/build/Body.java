package dev.justjit.build;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Op;
import java.util.BitSet;

/** Builds the blocks of some code, in the order of its plan. */
final class Body {
    /** What instructions mean. */
    interface Meaning {
        /** Builds an instruction. */
        void build(Builder b, Insn insn);

        /** Whether anything is predicted at an instruction where control flow merges, which is built next. */
        boolean predicts(Insn insn);
    }

    private final Builder builder;
    private final Flow flow;
    private final Plan plan;
    private final MergePoints mergePoints;
    private final LoopTypes types;
    private final Meaning meaning;

    /** The first slot of the code's frame. */
    private final int base;

    Body(
            Builder builder,
            Flow flow,
            Plan plan,
            MergePoints mergePoints,
            LoopTypes types,
            Meaning meaning) {
        this.builder = builder;
        this.flow = flow;
        this.plan = plan;
        this.mergePoints = mergePoints;
        this.types = types;
        this.meaning = meaning;
        base = builder.frame().local(0);
    }

    /** Builds all blocks that something leads to. */
    void build() {
        boolean more = true;
        while (more) {
            more = false;
            for (int first : plan.blocks()) {
                more |= block(first);
            }
        }
    }

    /** Builds a block that something leads to, and says whether it was there to build. */
    private boolean block(int first) {
        boolean caught = caught(first);
        Merge merge = mergePoints.reached(first);
        if (merge == null || merge.isStarted()) {
            return caught;
        }
        start(merge, first, true);
        buildFrom(first);
        return true;
    }

    /** Builds instructions in the block that grows, from one to the end of its block. */
    void buildFrom(int first) {
        int index = first;
        do {
            Insn insn = flow.insns().get(index);
            builder.setMeaning(meaning);
            builder.begin(insn);
            meaning.build(builder, insn);
            builder.finish();
            index = builder.isReached() ? flow.indexOf(builder.insn().start()) + 1 : index + 1;
        } while (builder.isReached() && !plan.starts(index));
        if (builder.isReached()) {
            builder.jump(flow.insns().get(index).start());
        }
    }

    /** Builds the block where exceptions for the handler come together. */
    private boolean caught(int handler) {
        Merge merge = mergePoints.caughtAt(handler);
        if (merge == null) {
            return false;
        }
        start(merge, handler, false);
        builder.begin(flow.insns().get(handler));
        if (mergePoints.hasPosition(handler)) {
            builder.pushOwned(builder.node(Op.CAUGHT_AT));
        }
        builder.pushOwned(builder.node(Op.CAUGHT));
        builder.jump(flow.insns().get(handler).start());
        return true;
    }

    /**
     * @param typed whether numbers may come without objects: exceptions come from complete frames
     */
    private void start(Merge merge, int first, boolean typed) {
        if (plan.isResumed(first) && typed) {
            builder.begin(merge, LoopSlots.resumed(flow.image().localsPlus()));
            merge.block().setResumed();
            return;
        }
        BitSet changed = plan.changed(first);
        boolean predicted = meaning.predicts(flow.insns().get(first)) && typed;
        LoopSlots loop =
                changed == null
                        ? LoopSlots.NONE
                        : new LoopSlots(
                                base,
                                flow.image().localsPlus(),
                                changed,
                                plan.untouched(first),
                                predicted ? types.of(first) : new dev.justjit.ir.Type[0],
                                types.numbers(first),
                                types.kept(first),
                                types.made(first));
        builder.begin(merge, loop);
    }
}
