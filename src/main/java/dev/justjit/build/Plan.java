package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of the bytecode in the order in which they are built: all edges to a block come before it but those that
 * close loops. Blocks are named by the index of their first instruction.
 */
final class Plan {
    private final Flow flow;
    private final boolean[] starts;
    private final List<Integer> blocks = new ArrayList<>();

    /** Position of a block in the order, by its first instruction; -1 for others. */
    private final int[] position;

    /** Successors of each block, by position; those of handlers last. */
    private final List<int[]> successors = new ArrayList<>();

    /** Locals that the loop of a header changes, by position; null where no loop starts. */
    private final @Nullable BitSet[] changed;

    /** How many entries of the stack the loop of a header leaves alone, by position. */
    private final int[] untouched;

    /** How many edges lead to a block, by position. */
    private final int[] incoming;

    /** Where suspended frames go on, by index of the instruction. */
    private final BitSet resumed = new BitSet();

    /**
     * @param entry index of the instruction at which the graph is entered
     */
    Plan(Flow flow, int entry) {
        this.flow = flow;
        int count = flow.insns().size();
        starts = new boolean[count];
        position = new int[count];
        starts[entry] = true;
        for (int i = 0; i < count; i++) {
            Insn insn = flow.insns().get(i);
            starts[i] |= flow.isEntered(i);
            if (insn.opcode()
                    == Opcode.YIELD_VALUE) { // frames that have not begun are as they were made
                resumed.set(i + 1);
            } else if (insn.opcode() == Opcode.SEND) {
                resumed.set(flow.indexOf(insn.target())); // by whoever ends what it waits for
            }
            if (i + 1 < count && (insn.isJump() || insn.endsBlock())) {
                starts[i + 1] = true;
            }
        }
        order(entry);
        changed = new BitSet[blocks.size()];
        untouched = new int[blocks.size()];
        incoming = new int[blocks.size()];
        incoming[0] = 1;
        for (int i = 0; i < blocks.size(); i++) {
            successors.add(successorsOf(blocks.get(i)));
        }
        findLoops();
    }

    /** First instructions of the blocks, in order. */
    List<Integer> blocks() {
        return blocks;
    }

    boolean starts(int index) {
        return starts[index];
    }

    boolean hasLoops() {
        for (BitSet loop : changed) {
            if (loop != null) {
                return true;
            }
        }
        return false;
    }

    /** Locals that may have other values when control comes back to the block; null if no loop starts there. */
    @Nullable BitSet changed(int block) {
        return changed[position[block]];
    }

    /** Whether suspended frames go on at the block. */
    boolean isResumed(int block) {
        return resumed.get(block);
    }

    /** How many edges lead to the block, those of jumps back and of exceptions too. */
    int incoming(int block) {
        return incoming[position[block]];
    }

    /** The lowest entries of the stack, which are the same whenever control comes to the block. */
    int untouched(int block) {
        return untouched[position[block]];
    }

    private void order(int entry) {
        java.util.Arrays.fill(position, -1);
        BitSet seen = new BitSet();
        ArrayDeque<Integer> path = new ArrayDeque<>();
        ArrayDeque<int[]> incoming = new ArrayDeque<>();
        path.push(entry);
        incoming.push(withCursor(successorsOf(entry)));
        seen.set(entry);
        while (!path.isEmpty()) {
            int[] incomingEdge = incoming.element();
            if (incomingEdge[0] > 0) {
                int next = incomingEdge[incomingEdge[0]--];
                if (!seen.get(next)) {
                    seen.set(next);
                    path.push(next);
                    incoming.push(withCursor(successorsOf(next)));
                }
            } else {
                blocks.add(path.pop());
                incoming.pop();
            }
        }
        Collections.reverse(blocks);
        for (int i = 0; i < blocks.size(); i++) {
            position[blocks.get(i)] = i;
        }
    }

    /** The successors behind the number of those that are still to be followed: the last are followed first. */
    private static int[] withCursor(int[] successors) {
        int[] incomingEdge = new int[successors.length + 1];
        incomingEdge[0] = successors.length;
        System.arraycopy(successors, 0, incomingEdge, 1, successors.length);
        return incomingEdge;
    }

    private int[] successorsOf(int block) {
        BitSet handlers = new BitSet();
        int index = block;
        int last = block;
        do {
            ExceptionTable.Entry handler = flow.handlerOf(flow.insns().get(index));
            if (handler != null) {
                handlers.set(flow.indexOf(handler.target()));
            }
            last = index++;
        } while (index < starts.length && !starts[index]);
        Insn insn = flow.insns().get(last);
        int[] found = new int[2 + handlers.cardinality()];
        int count = 0;
        if (!insn.endsBlock() || insn.suspends()) {
            found[count++] = last + 1;
        }
        if (insn.isJump()) {
            found[count++] = flow.indexOf(destination(insn));
        }
        for (int h = handlers.nextSetBit(0); h >= 0; h = handlers.nextSetBit(h + 1)) {
            found[count++] = h;
        }
        return java.util.Arrays.copyOf(found, count);
    }

    /** Unit at which control goes on after a jump: an exhausted FOR_ITER passes over END_FOR, POP_TOP. */
    static int destination(Insn jump) {
        return jump.target() + (jump.opcode() == Opcode.FOR_ITER ? 2 : 0);
    }

    private void findLoops() {
        List<List<Integer>> predecessors = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            predecessors.add(new ArrayList<>());
        }
        for (int i = 0; i < blocks.size(); i++) {
            for (int next : successors.get(i)) {
                predecessors.get(position[next]).add(i);
                incoming[position[next]]++;
            }
        }
        for (int i = 0; i < blocks.size(); i++) {
            for (int from : predecessors.get(i)) {
                if (from >= i) {
                    loop(i, from, predecessors);
                }
            }
        }
    }

    /** Adds what the blocks on the paths from the header to the end of its loop change. */
    private void loop(int header, int end, List<List<Integer>> predecessors) {
        if (changed[header] == null) {
            changed[header] = new BitSet();
            untouched[header] = flow.depth(blocks.get(header));
        }
        BitSet seen = new BitSet();
        ArrayDeque<Integer> work = new ArrayDeque<>();
        seen.set(header);
        seen.set(end);
        work.push(end);
        visit(header, header);
        while (!work.isEmpty()) {
            int block = work.pop();
            visit(header, block);
            for (int from : block == header ? List.<Integer>of() : predecessors.get(block)) {
                if (!seen.get(from)) {
                    seen.set(from);
                    work.push(from);
                }
            }
        }
        if (seen.get(0) && header != 0) { // there is a way into the loop past its header
            changed[header].set(0, flow.image().localsPlus());
            untouched[header] = 0;
        }
    }

    /** Takes note of what a block of the loop changes. */
    private void visit(int header, int block) {
        BitSet locals = changed[header];
        int index = blocks.get(block);
        do {
            Insn insn = flow.insns().get(index);
            int below = flow.depth(index) - insn.opcode().popped(insn.oparg());
            int kept = StackEffects.kept(insn.opcode(), insn.oparg());
            untouched[header] = Math.min(untouched[header], below + kept);
            switch (insn.opcode()) {
                case STORE_FAST, DELETE_FAST, LOAD_FAST_AND_CLEAR, MAKE_CELL ->
                        locals.set(insn.oparg());
                case STORE_FAST_LOAD_FAST -> locals.set(insn.oparg() >> 4);
                case STORE_FAST_STORE_FAST -> {
                    locals.set(insn.oparg() >> 4);
                    locals.set(insn.oparg() & 15);
                }
                default -> {} // changes no local
            }
            if (insn.suspends()) { // others may change the frame
                locals.set(0, flow.image().localsPlus());
                untouched[header] = 0;
            }
            index++;
        } while (index < starts.length && !starts[index]);
    }
}
