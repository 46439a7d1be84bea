package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Code;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Representation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in the slots of a frame, the locals and then the stack, and who holds it, while an instruction is built. What it
 * pops stays known as what was there before.
 */
final class Frame {
    private final Code code;
    private final @Nullable FrameState parent;
    private final int locals;
    private final Node[] nodes;
    private final Holding[] holdings;
    private int size;
    private int sizeBefore;
    private boolean changed;

    /**
     * @param parent the caller's state, if the code is inlined
     * @param locals what is in them; the slots own it
     */
    Frame(Code code, @Nullable FrameState parent, List<Node> locals, int stackSize) {
        this.code = code;
        this.parent = parent;
        this.locals = locals.size();
        nodes =
                new Node
                        [locals.size()
                                + stackSize
                                + 1]; // a handler's exception and position may go beyond
        holdings = new Holding[nodes.length];
        for (Node local : locals) {
            push(local, Holding.OWNED);
        }
    }

    private Frame(Frame other) {
        code = other.code;
        parent = other.parent;
        locals = other.locals;
        nodes = other.nodes.clone();
        holdings = other.holdings.clone();
        size = other.size;
        sizeBefore = other.sizeBefore;
        changed = other.changed;
    }

    Frame copy() {
        return new Frame(this);
    }

    /** What a handler finds: the locals and the lowest entries of the stack. */
    Frame copy(int depth) {
        Frame caught = new Frame(this);
        caught.size = locals + depth;
        return caught;
    }

    void load(Frame other) {
        System.arraycopy(other.nodes, 0, nodes, 0, nodes.length);
        System.arraycopy(other.holdings, 0, holdings, 0, holdings.length);
        size = other.size;
        sizeBefore = other.sizeBefore;
        changed = other.changed;
    }

    /** An instruction begins. */
    void begin() {
        sizeBefore = size;
        changed = false;
    }

    /** The instruction has results: the frame before it is known no more. */
    void changed() {
        changed = true;
    }

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

    void push(Node value, Holding holding) {
        nodes[size] = value;
        holdings[size++] = holding;
    }

    Node get(int slot) {
        return nodes[slot];
    }

    Holding holding(int slot) {
        return holdings[slot];
    }

    void set(int slot, Node value, Holding holding) {
        nodes[slot] = value;
        holdings[slot] = holding;
    }

    /** The value is known as a better one, wherever it is. */
    void replace(Node value, Node better) {
        for (int i = 0; i < known(); i++) {
            if (nodes[i] == value) {
                nodes[i] = better;
            }
        }
    }

    FrameState before(Graph graph, Insn insn) {
        if (changed) {
            throw new IllegalStateException(
                    "the frame before " + insn + " was not asked for in time");
        }
        return state(graph, insn, FrameState.When.BEFORE, sizeBefore);
    }

    FrameState now(Graph graph, Insn insn, FrameState.When when) {
        return state(graph, insn, when, size);
    }

    private FrameState state(Graph graph, Insn insn, FrameState.When when, int slots) {
        FrameState state = graph.newState(code, WholeInstructions.instruction(insn), when, parent);
        state.values().reserve(slots);
        for (int i = 0; i < slots; i++) {
            state.values().add(nodes[i]);
            boolean object = nodes[i].type().representation() == Representation.OBJECT;
            if (object && holdings[i] == Holding.OWNED) {
                state.setHeld(i);
            }
        }
        return state;
    }
}
