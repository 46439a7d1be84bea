package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import org.jspecify.annotations.Nullable;

/**
 * Makes the states of a frame and of its callers from what is in the slots. What has not changed since the last one was
 * made is that state again.
 */
final class FrameStates {
    /**
     * Where instructions began that are done again from their start if they are left before their end.
     *
     * @param segment whose instructions they are
     * @param size number of slots then
     * @param first the first of them
     */
    private record Start(Frame.Segment segment, int size, Insn first) {}

    private final Frame frame;

    /** The state of the callers when it was last asked for. */
    private @Nullable FrameState callers;

    private @Nullable Start start;

    /** The state at that start when it was last asked for. */
    private @Nullable FrameState startState;

    FrameStates(Frame frame) {
        this.frame = frame;
    }

    /** The frame has what another one has. */
    void load(FrameStates other) {
        callers = other.callers;
        start = other.start;
        startState = other.startState;
    }

    /** The callers are others now. */
    void forgetCallers() {
        callers = null;
    }

    // ---- instructions that are done again

    /** From here on nothing is done that others can see: whoever leaves does all of it again, from this instruction on. */
    void beginAgain(Insn first) {
        start = new Start(frame.segment(), frame.size(), first);
        startState = null;
    }

    /** All of it is done. */
    void endAgain() {
        start = null;
        startState = null;
    }

    /** Whether it is all done again. */
    boolean isAgain() {
        return start != null;
    }

    /** Number of slots at the start of what is done again; without one, of those now. */
    int sizeAtStart() {
        return start == null ? frame.size() : start.size();
    }

    /**
     * The frame at the start of what is done again, with what the instruction took from the stack.
     *
     * @throws IllegalStateException if nothing is done again
     */
    FrameState atStart(Graph graph) {
        Start from = start;
        if (from == null) {
            throw new IllegalStateException("nothing is done again");
        }
        FrameState known = startState;
        if (known == null || !known.isUsed() || !isAsNow(known, from, frame.known())) {
            known = again(graph, from, frame.known());
            startState = known;
        }
        return known;
    }

    /** The frame at that start: what there is beyond its slots is let go of. */
    private FrameState again(Graph graph, Start from, int end) {
        FrameState state =
                graph.newState(
                        from.segment().code(),
                        GenericInstructions.instruction(from.first()),
                        FrameState.When.BEFORE,
                        callers(graph, from.segment()));
        fill(state, from.segment().base(), from.size());
        for (int i = from.size(); i < end; i++) {
            if (isRest(i)) {
                state.addRest(frame.get(i));
            }
        }
        return state;
    }

    private boolean isRest(int slot) {
        return frame.isHeld(slot) && !References.isImmortal(frame.get(slot));
    }

    private boolean isAsNow(FrameState state, Start from, int end) {
        int base = from.segment().base();
        int place = from.size() - base;
        for (int i = from.size(); i < end; i++) {
            if (isRest(i)
                    && (place >= state.values().size()
                            || state.values().get(place++) != frame.get(i))) {
                return false;
            }
        }
        return place == state.values().size()
                && isSame(state, base, from.size())
                && (state.parent() == null || isAsNow(state.parent(), from.segment()));
    }

    // ---- states

    /**
     * The frame as it is now, or at the start of what is done again.
     *
     * @param end number of slots that it has
     */
    FrameState of(Graph graph, Insn insn, FrameState.When when, int end) {
        if (start != null) {
            return again(graph, start, end);
        }
        FrameState state =
                graph.newState(
                        frame.segment().code(),
                        GenericInstructions.instruction(insn),
                        when,
                        callers(graph, frame.segment()));
        fill(state, frame.segment().base(), end);
        return state;
    }

    private void fill(FrameState state, int base, int end) {
        state.values().reserve(end - base);
        for (int i = base; i < end; i++) {
            state.values().add(frame.get(i));
            if (frame.isHeld(i)) {
                state.setHeld(i - base);
            }
        }
    }

    /** The state of the caller, in the middle of its call: the one there is already, if nothing has changed. */
    private @Nullable FrameState callers(Graph graph, Frame.Segment callee) {
        Frame.Segment caller = callee.caller();
        Insn call = callee.call();
        if (caller == null || call == null) {
            return null;
        }
        boolean innermost = callee.base() == frame.segment().base();
        FrameState known = innermost ? callers : null;
        if (known != null && isAsNow(known, callee)) {
            return known;
        }
        FrameState state =
                graph.newState(
                        caller.code(),
                        GenericInstructions.instruction(call),
                        callee.how(),
                        callers(graph, caller));
        int function = callee.base() - 1;
        fill(state, caller.base(), function);
        state.addRest(frame.get(function), frame.isHeld(function));
        if (innermost) {
            callers = state;
        }
        return state;
    }

    private boolean isAsNow(FrameState state, Frame.Segment callee) {
        Frame.Segment caller = callee.caller();
        FrameState parent = state.parent();
        if (caller == null || !state.isUsed()) {
            return false;
        }
        return isSame(state, caller.base(), callee.base())
                && (parent == null || isAsNow(parent, caller));
    }

    /** Whether a state has what is in slots. */
    private boolean isSame(FrameState state, int from, int end) {
        for (int i = from; i < end; i++) {
            int index = i - from;
            if (state.values().get(index) != frame.get(i)
                    || state.isHeld(index) != frame.isHeld(i)) {
                return false;
            }
        }
        return true;
    }
}
