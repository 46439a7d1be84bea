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
    record Segment(
            Code code,
            int base,
            @Nullable Insn call,
            @Nullable Segment caller,
            FrameState.When how) {
        boolean constructs() {
            return how == FrameState.When.CONSTRUCTING;
        }

        /** The slot of its stack's lowest entry. */
        int stack() {
            return base + code.locals().size();
        }
    }

    private final int locals;
    private final FrameStates states = new FrameStates(this);
    private Segment segment;
    private Node[] nodes;
    private ReferenceState[] referenceStates;
    private int size;
    private int sizeBefore;
    private boolean changed;

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
        states.load(other.states);
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
        states.load(other.states);
    }

    // ---- instructions that are done again

    /** See {@link FrameStates#beginAgain}. */
    void beginAgain(Insn first) {
        states.beginAgain(first);
    }

    /** All of it is done. */
    void endAgain() {
        states.endAgain();
    }

    /** Whether it is all done again. */
    boolean isAgain() {
        return states.isAgain();
    }

    /** Number of slots at the start of what is done again. */
    int sizeAtStart() {
        return states.sizeAtStart();
    }

    // ---- inlined code

    /** The innermost of the frames. */
    Segment segment() {
        return segment;
    }

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
        states.forgetCallers();
    }

    /** The frame of a callee is at its end; what is in it has been popped, but for the function. */
    void leave() {
        Segment caller = segment.caller();
        if (caller == null || size != segment.base()) {
            throw new IllegalStateException("no callee ends");
        }
        segment = caller;
        states.forgetCallers();
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

    /**
     * The frame before an instruction, or at the start of what is done again.
     *
     * @throws IllegalStateException if the instruction has pushed results already
     */
    FrameState before(Graph graph, Insn insn) {
        if (isAgain()) {
            return states.atStart(graph);
        }
        if (changed) {
            throw new IllegalStateException(
                    "the frame before " + insn + " was not asked for in time");
        }
        return states.of(graph, insn, FrameState.When.BEFORE, sizeBefore);
    }

    /** The frame as it is now, or at the start of what is done again. */
    FrameState now(Graph graph, Insn insn, FrameState.When when) {
        return states.of(graph, insn, when, size);
    }

    /** Whether the frame owns a reference to the object in a slot. */
    boolean isHeld(int slot) {
        return nodes[slot].type().representation() == Representation.OBJECT
                && referenceStates[slot] == ReferenceState.OWNED;
    }
}
