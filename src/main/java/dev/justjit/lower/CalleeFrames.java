package dev.justjit.lower;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.ir.Block;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import dev.justjit.ir.Order;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the frames of inlined code are while instructions in it run Python: on the data stack behind the function's own,
 * each behind its caller's. The function keeps that room for itself as long as it runs, so its words are slots like those
 * of its own frame, numbered from the first local of that: whatever has been put into them stays there.
 */
final class CalleeFrames {
    private final List<Flow> flows;
    private final int own;
    private final int slots;

    /** What a frame has in a slot. */
    interface Entries {
        void put(int slot, Node value);
    }

    /**
     * @param flows by the number of the code
     */
    CalleeFrames(Order order, List<Flow> flows) {
        this.flows = flows;
        CodeImage image = flows.get(0).image();
        own = image.localsPlus() + image.stackSize() + 1;
        int most = own;
        for (Block block : order.blocks()) {
            for (Node node = block.first(); node != null; node = node.next()) {
                FrameState before = node.before();
                if (before != null && before.parent() != null && States.isWhole(node)) {
                    most = Math.max(most, end(before));
                }
            }
        }
        slots = most;
    }

    /** Number of slots: those of the function's own frame, and the words behind it. */
    int slots() {
        return slots;
    }

    /** Number of slots of the function's own frame. */
    int own() {
        return own;
    }

    Flow flow(FrameState state) {
        return flows.get(state.code().number());
    }

    /** The slot of a frame's first local; 0 for the function's own. */
    int base(FrameState state) {
        FrameState caller = state.parent();
        return caller == null ? 0 : end(caller) + InterpreterFrame.SPECIALS_WORDS;
    }

    private int end(FrameState state) {
        return base(state) + state.locals() + flow(state).image().stackSize() + 1;
    }

    /** Offset of a frame from the function's own. */
    int offset(FrameState state) {
        return Long.BYTES * base(state);
    }

    /** The slot of the function in the header of a callee's frame: if it is there, so is all the header. */
    int function(FrameState callee) {
        return base(callee)
                - InterpreterFrame.SPECIALS_WORDS
                + InterpreterFrame.FUNCOBJ / Long.BYTES;
    }

    /** The frames of a state, from the function's own to the innermost. */
    static List<FrameState> chain(FrameState innermost) {
        List<FrameState> chain = new ArrayList<>();
        for (FrameState each = innermost; each != null; each = each.parent()) {
            chain.add(0, each);
        }
        return chain;
    }

    /** What is in the slots of all frames, but for the locals of the function's own. */
    void entries(FrameState state, Entries entries) {
        FrameState caller = state.parent();
        int first = caller == null ? state.locals() : 0;
        for (int i = first; i < state.locals() + state.depth(); i++) {
            entries.put(base(state) + i, States.origin(state.values().get(i)));
        }
        if (caller != null) {
            entries.put(function(state), States.origin(Exits.rest(caller).get(0)));
            entries(caller, entries);
        }
    }
}
