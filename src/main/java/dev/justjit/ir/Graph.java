package dev.justjit.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a function, or of what can be reached from one of its loops, in blocks. Made by {@code build}, changed
 * by {@code opt}, checked by {@link Verifier}, shown by {@link Printer}, run by {@link Interpreter}.
 */
public final class Graph {
    private final List<Code> codes = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<RefusedCall> refusedCalls = new ArrayList<>();
    private final Block entry;
    private final int entryUnit;
    private int nodes;
    private int states;
    private int nextBlock;
    private int unit = -1;

    /**
     * @param entryUnit unit at which the frame is when the graph is entered; 0 for a call
     */
    public Graph(Code code, int entryUnit) {
        codes.add(code);
        this.entryUnit = entryUnit;
        entry = newBlock();
    }

    /** The function's own code. */
    public Code code() {
        return codes.get(0);
    }

    /** The function's own code, and each that is inlined, by their numbers. */
    public List<Code> codes() {
        return codes;
    }

    /** Calls that are not part of the graph, though the functions are known. */
    public List<RefusedCall> refusedCalls() {
        return refusedCalls;
    }

    /**
     * The block where the graph is entered. Its parameters are what the frame holds: in a call the arguments; at a loop
     * all locals, then the stack.
     */
    public Block entry() {
        return entry;
    }

    /** Unit at which the frame is when the graph is entered; 0 for a call. */
    public int entryUnit() {
        return entryUnit;
    }

    /**
     * Nodes that are made from now on are for the instruction at a unit of the graph's own code.
     *
     * @return the one before
     */
    public int at(int newUnit) {
        int old = unit;
        unit = newUnit;
        return old;
    }

    /** The unit that nodes are made for now. */
    public int unit() {
        return unit;
    }

    /** All blocks, the entry first. */
    public List<Block> blocks() {
        return blocks;
    }

    /** One more than the greatest number of a node. */
    public int nodeLimit() {
        return nodes;
    }

    /** A block that nothing leads to yet. */
    public Block newBlock() {
        Block block = new Block(nextBlock++, this);
        blocks.add(block);
        return block;
    }

    /** Removes blocks that nothing leads to, with what is in them. */
    public void removeBlocks(List<Block> unreachable) {
        for (Block block : unreachable) {
            Node last = block.last();
            while (last != null) {
                last.drop();
                last = block.last();
            }
        }
        blocks.removeAll(new java.util.HashSet<>(unreachable));
    }

    /** A node that stands nowhere yet. */
    public Node detached(Op op, Type type, int index, @Nullable Object detail, Node... inputs) {
        Node node = new Node(nodes++, op, type, index, detail, unit);
        for (Node input : inputs) {
            node.inputs().add(input);
        }
        return node;
    }

    /** A state without values; whoever makes it adds the locals, then the stack. */
    public FrameState newState(
            Code code, Instruction instruction, FrameState.When when, @Nullable FrameState parent) {
        return new FrameState(states++, code, instruction, when, parent);
    }
}
