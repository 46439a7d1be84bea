package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Code;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Representation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in the slots of a frame, the locals and then the stack, and who holds it, while an instruction is built. What it
 * pops stays known as what was there before.
 *
 * <p>While inlined code is built the frames of the callees follow: for each the function, its locals, its stack. Only the
 * outermost locals are slots of the interpreter's frame; all others are as entries of the stack.
 */
final class Frame {
    /**
     * One of the frames.
     *
     * @param base its first local
     * @param call the instruction of the caller in the middle of which it is; null for the outermost
     * @param how it is called
     */
    private record Segment(
            Code code,
            int base,
            @Nullable Insn call,
            @Nullable Segment caller,
            FrameState.When how) {
        boolean constructs() {
            return how == FrameState.When.CONSTRUCTING;
        }

        int stack() {
            return base + code.locals().size();
        }
    }

    /**
     * Where instructions began that are done again from their start if they are left before their end.
     *
     * @param segment whose instructions they are
     * @param size number of slots then
     * @param first the first of them
     */
    private record Start(Segment segment, int size, Insn first) {}

    private final int locals;
    private Segment segment;
    private Node[] nodes;
    private ReferenceState[] referenceStates;
    private int size;
    private int sizeBefore;
    private boolean changed;

    /** The state of the callers when it was last asked for. */
    private @Nullable FrameState callers;

    private @Nullable Start start;

    /** The state at that start when it was last asked for. */
    private @Nullable FrameState startState;

    /**
     * @param locals what is in them; the slots own it
     */
    Frame(Code code, List<Node> locals, int stackSize) {
        this.locals = locals.size();
        segment = new Segment(code, 0, null, null, FrameState.When.BEFORE);
        nodes =
                new Node
                        [locals.size()
                                + stackSize
                                + 1]; // a handler's exception and position may go beyond
        referenceStates = new ReferenceState[nodes.length];
        for (Node local : locals) {
            push(local, ReferenceState.OWNED);
        }
    }

    private Frame(Frame other) {
        segment = other.segment;
        locals = other.locals;
        nodes = other.nodes.clone();
        referenceStates = other.referenceStates.clone();
        size = other.size;
        sizeBefore = other.sizeBefore;
        changed = other.changed;
        callers = other.callers;
        start = other.start;
        startState = other.startState;
    }

    Frame copy() {
        return new Frame(this);
    }

    /** What a handler finds: the locals and the lowest entries of the stack. */
    Frame copy(int depth) {
        Frame caught = new Frame(this);
        caught.size = segment.stack() + depth;
        return caught;
    }

    void load(Frame other) {
        segment = other.segment;
        nodes = other.nodes.clone();
        referenceStates = other.referenceStates.clone();
        size = other.size;
        sizeBefore = other.sizeBefore;
        changed = other.changed;
        callers = other.callers;
        start = other.start;
        startState = other.startState;
    }

    // ---- instructions that are done again

    /** From here on nothing is done that others can see: whoever leaves does all of it again, from this instruction on. */
    void beginAgain(Insn first) {
        start = new Start(segment, size, first);
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

    /** Number of slots at the start of what is done again. */
    int sizeAtStart() {
        return start == null ? size : start.size();
    }

    /** The frame at that start, with what the instruction took from the stack: the state there is, if it is the same. */
    private FrameState againAsKnown(Graph graph, Start from) {
        FrameState known = startState;
        if (known == null || !known.isUsed() || !isAsNow(known, from, known())) {
            known = again(graph, from, known());
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
                state.addRest(nodes[i]);
            }
        }
        return state;
    }

    private boolean isRest(int slot) {
        return isHeld(slot) && !References.isImmortal(nodes[slot]);
    }

    private boolean isAsNow(FrameState state, Start from, int end) {
        int base = from.segment().base();
        int place = from.size() - base;
        for (int i = from.size(); i < end; i++) {
            if (isRest(i)
                    && (place >= state.values().size()
                            || state.values().get(place++) != nodes[i])) {
                return false;
            }
        }
        return place == state.values().size()
                && isSame(state, base, from.size())
                && (state.parent() == null || isAsNow(state.parent(), from.segment()));
    }

    // ---- inlined code

    /**
     * The frame of a callee begins: the function is on top of the stack, and the locals are pushed next.
     *
     * @param call the instruction that calls it
     * @param how it is called
     */
    void enter(Code code, int stackSize, Insn call, FrameState.When how) {
        segment = new Segment(code, size, call, segment, how);
        int needed = size + code.locals().size() + stackSize + 1;
        if (needed > nodes.length) {
            nodes = Arrays.copyOf(nodes, needed);
            referenceStates = Arrays.copyOf(referenceStates, needed);
        }
        callers = null;
    }

    /** The frame of a callee is at its end; what is in it has been popped, but for the function. */
    void leave() {
        Segment caller = segment.caller();
        if (caller == null || size != segment.base()) {
            throw new IllegalStateException("no callee ends");
        }
        segment = caller;
        callers = null;
    }

    /** Whether the code is inlined. */
    boolean isInlined() {
        return segment.caller() != null;
    }

    /** How many calls deep the code is inlined; the interpreter has two frames for that of a class. */
    int nesting() {
        int calls = 0;
        for (Segment each = segment; each.caller() != null; each = each.caller()) {
            calls += each.constructs() ? 2 : 1;
        }
        return calls;
    }

    /** Number of the code that is built, in the graph. */
    int code() {
        return segment.code().number();
    }

    /** The slot of a local of the code that is built. */
    int local(int number) {
        return segment.base() + number;
    }

    /** The function that is inlined. */
    Node function() {
        return nodes[segment.base() - 1];
    }

    // ---- slots

    /** An instruction begins. */
    void begin() {
        sizeBefore = size;
        changed = false;
    }

    /** The instruction has results: the frame before it is known no more. */
    void changed() {
        changed = true;
    }

    /** Number of locals that have slots in the interpreter's frame. */
    int locals() {
        return locals;
    }

    /** Number of slots: the locals, then the stack. */
    int size() {
        return size;
    }

    /** Number of slots that the frame before the instruction has, if it is still known; else that now. */
    int known() {
        return changed ? size : Math.max(size, sizeBefore);
    }

    /** The slot of an entry of the stack. */
    int slot(int fromTop) {
        return size - 1 - fromTop;
    }

    Node pop() {
        return nodes[--size];
    }

    void push(Node value, ReferenceState referenceState) {
        nodes[size] = value;
        referenceStates[size++] = referenceState;
    }

    Node get(int slot) {
        return nodes[slot];
    }

    ReferenceState referenceState(int slot) {
        return referenceStates[slot];
    }

    void set(int slot, Node value, ReferenceState referenceState) {
        nodes[slot] = value;
        referenceStates[slot] = referenceState;
    }

    /** The value is known as a better one, wherever it is. */
    void replace(Node value, Node better) {
        for (int i = 0; i < known(); i++) {
            if (nodes[i] == value) {
                nodes[i] = better;
            }
        }
    }

    // ---- states

    FrameState before(Graph graph, Insn insn) {
        if (start != null) {
            return againAsKnown(graph, start);
        }
        if (changed) {
            throw new IllegalStateException(
                    "the frame before " + insn + " was not asked for in time");
        }
        return state(graph, insn, FrameState.When.BEFORE, sizeBefore);
    }

    FrameState now(Graph graph, Insn insn, FrameState.When when) {
        return state(graph, insn, when, size);
    }

    private FrameState state(Graph graph, Insn insn, FrameState.When when, int end) {
        if (start != null) {
            return again(graph, start, end);
        }
        FrameState state =
                graph.newState(
                        segment.code(),
                        GenericInstructions.instruction(insn),
                        when,
                        callers(graph, segment));
        fill(state, segment.base(), end);
        return state;
    }

    private void fill(FrameState state, int base, int end) {
        state.values().reserve(end - base);
        for (int i = base; i < end; i++) {
            state.values().add(nodes[i]);
            if (isHeld(i)) {
                state.setHeld(i - base);
            }
        }
    }

    private boolean isHeld(int slot) {
        return nodes[slot].type().representation() == Representation.OBJECT
                && referenceStates[slot] == ReferenceState.OWNED;
    }

    /** The state of the caller, in the middle of its call: the one there is already, if nothing has changed. */
    private @Nullable FrameState callers(Graph graph, Segment callee) {
        Segment caller = callee.caller();
        Insn call = callee.call();
        if (caller == null || call == null) {
            return null;
        }
        boolean innermost = callee.base() == segment.base();
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
        state.addRest(nodes[function], isHeld(function));
        if (innermost) {
            callers = state;
        }
        return state;
    }

    private boolean isAsNow(FrameState state, Segment callee) {
        Segment caller = callee.caller();
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
            if (state.values().get(index) != nodes[i] || state.isHeld(index) != isHeld(i)) {
                return false;
            }
        }
        return true;
    }
}
