package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Code;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Instruction;
import dev.justjit.ir.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values in the slots of a frame, while an instruction is built. What it pops stays known as what was there before. */
final class Frame {
    private final Code code;
    private final @Nullable FrameState parent;
    private final Node[] locals;
    private final Node[] stack;
    private int depth;
    private int depthBefore;
    private boolean changed;

    /**
     * @param parent the caller's state, if the code is inlined
     * @param locals what is in them, which is copied
     */
    Frame(Code code, @Nullable FrameState parent, List<Node> locals, int stackSize) {
        this.code = code;
        this.parent = parent;
        this.locals = locals.toArray(new Node[0]);
        stack = new Node[stackSize + 1]; // a handler's exception and position may go beyond
    }

    private Frame(Frame other) {
        code = other.code;
        parent = other.parent;
        locals = other.locals.clone();
        stack = other.stack.clone();
        depth = other.depth;
        depthBefore = other.depthBefore;
        changed = other.changed;
    }

    Frame copy() {
        return new Frame(this);
    }

    void load(Frame other) {
        System.arraycopy(other.locals, 0, locals, 0, locals.length);
        System.arraycopy(other.stack, 0, stack, 0, stack.length);
        depth = other.depth;
        depthBefore = other.depthBefore;
        changed = other.changed;
    }

    /** The locals, then the stack. */
    void load(Node[] slots) {
        System.arraycopy(slots, 0, locals, 0, locals.length);
        depth = slots.length - locals.length;
        System.arraycopy(slots, locals.length, stack, 0, depth);
        begin();
    }

    /** An instruction begins. */
    void begin() {
        depthBefore = depth;
        changed = false;
    }

    /** The instruction has results: the frame before it is known no more. */
    void changed() {
        changed = true;
    }

    int depth() {
        return depth;
    }

    Node pop() {
        return stack[--depth];
    }

    void push(Node value) {
        stack[depth++] = value;
    }

    Node peek(int fromTop) {
        return stack[depth - 1 - fromTop];
    }

    Node local(int index) {
        return locals[index];
    }

    void setLocal(int index, Node value) {
        locals[index] = value;
    }

    void replace(Node value, Node better) {
        if (value != better) {
            replace(locals, locals.length, value, better);
            replace(stack, depth, value, better);
        }
    }

    private static void replace(Node[] values, int count, Node value, Node better) {
        for (int i = 0; i < count; i++) {
            if (values[i] == value) {
                values[i] = better;
            }
        }
    }

    /** The locals, then the stack. */
    Node[] slots() {
        Node[] slots = Arrays.copyOf(locals, locals.length + depth);
        System.arraycopy(stack, 0, slots, locals.length, depth);
        return slots;
    }

    /** What a handler finds: the locals, the lowest entries of the stack, and perhaps one more. */
    Node[] slotsBefore(int kept, @Nullable Node more) {
        int count = locals.length + kept;
        Node[] slots = Arrays.copyOf(locals, more == null ? count : count + 1);
        System.arraycopy(stack, 0, slots, locals.length, kept);
        if (more != null) {
            slots[count] = more;
        }
        return slots;
    }

    FrameState before(Graph graph, Insn insn) {
        if (changed) {
            throw new IllegalStateException(
                    "the frame before " + insn + " was not asked for in time");
        }
        return state(graph, insn, FrameState.When.BEFORE, depthBefore);
    }

    FrameState now(Graph graph, Insn insn, FrameState.When when) {
        return state(graph, insn, when, depth);
    }

    private FrameState state(Graph graph, Insn insn, FrameState.When when, int entries) {
        Instruction instruction = new Instruction(insn.offset(), insn.opcode(), insn.oparg());
        FrameState state = graph.newState(code, instruction, when, parent);
        state.values().reserve(locals.length + entries);
        for (Node local : locals) {
            state.values().add(local);
        }
        for (int i = 0; i < entries; i++) {
            state.values().add(stack[i]);
        }
        return state;
    }
}
