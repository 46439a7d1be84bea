package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The states of the frame around the instruction that is built. */
final class States {
    private final Graph graph;
    private final Frame frame;
    private MergePoints mergePoints;
    private Insn insn;

    /** The frame before this instruction; null: nobody wanted it yet. */
    private @Nullable FrameState exact;

    /** A frame since which nothing was done that others can see, and no reference handed on. */
    private @Nullable FrameState shared;

    /** Whether this instruction has done something that others can see: then it cannot be done again. */
    private boolean done;

    /** How an exit ends the instruction, when all is done but what it lets go of; null: it has not come to that. */
    private @Nullable Supplier<FrameState> end;

    States(Graph graph, Frame frame, MergePoints mergePoints, Insn first) {
        this.graph = graph;
        this.frame = frame;
        this.mergePoints = mergePoints;
        insn = first;
    }

    Insn insn() {
        return insn;
    }

    /** Other code is built. */
    void setFlows(MergePoints other) {
        mergePoints = other;
    }

    /** The instruction goes on, in the middle of which a callee was. */
    void goOn(Insn call) {
        insn = call;
        exact = null;
        done = true;
    }

    /** The instruction is built in another way, from its start. */
    void goBack(Insn start) {
        insn = start;
        exact = null;
    }

    void begin(Insn next) {
        insn = next;
        exact = null;
        done = false;
        end = null;
        frame.begin();
    }

    /**
     * All is done but what the instruction lets go of.
     *
     * @param state the frame after it, with what is still to go
     */
    void ends(Supplier<FrameState> state) {
        end = state;
    }

    /** The frame before the instruction, or at its end. */
    FrameState exact() {
        if (frame.isAgain()) {
            return frame.before(graph, insn);
        }
        if (done && end != null) {
            return end.get();
        }
        if (done) {
            throw new IllegalStateException(insn + " cannot be done again");
        }
        FrameState state = exact;
        if (state == null) {
            state = frame.before(graph, insn);
            exact = state;
        }
        return state;
    }

    /** A frame from which all can be done again. */
    FrameState shared() {
        if (frame.isAgain()) {
            return frame.before(graph, insn);
        }
        FrameState state = shared;
        if (state == null) {
            state = exact();
            shared = state;
        }
        return state;
    }

    /** The frame after the instruction, as it is now. */
    FrameState after() {
        return frame.now(graph, insn, FrameState.When.AFTER);
    }

    /** The frame between the halves of the instruction. */
    FrameState half() {
        return frame.now(graph, insn, FrameState.When.HALF);
    }

    /** The frame before the instruction at a unit, as it is now. */
    FrameState before(int unit) {
        return frame.now(graph, mergePoints.at(unit), FrameState.When.BEFORE);
    }

    /** Something has been done that cannot be done again. */
    void done() {
        shared = null;
        end = null;
        done = true;
    }

    /** From here on no earlier frame will do. */
    void renew() {
        shared = null;
    }

    /** Nothing was done since that frame; null: no earlier frame will do. */
    void share(@Nullable FrameState state) {
        shared = state;
    }

    /** What holds the frame's objects has changed, and nothing else. */
    void held() {
        exact = null;
        shared = null;
    }

    /**
     * What is known at the end of a block.
     *
     * @param shared see {@link States#shared}
     * @param done see {@link States#done}
     */
    record Known(@Nullable FrameState shared, boolean done) {}

    Known known() {
        return new Known(shared, done);
    }

    void load(Known known) {
        shared = known.shared();
        done = known.done();
    }
}
