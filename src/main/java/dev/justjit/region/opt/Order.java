package dev.justjit.region.opt;

import dev.justjit.region.ir.Block;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Puts blocks into the order of their machine code: a loop's blocks stay together, ways out come last. */
public final class Order {
    private final List<Block> postorder = new ArrayList<>();
    private final boolean[] seen;

    private Order(int blocks) {
        seen = new boolean[blocks];
    }

    /** The blocks that the first one leads to, each before what it leads to but in loops. Sets their {@link Block#start} and {@link Block#depth}. */
    public static List<Block> of(List<Block> blocks) {
        Order order = new Order(blocks.size());
        order.visit(blocks.get(0));
        Collections.reverse(order.postorder);
        List<Block> ordered = order.postorder;
        for (int i = 0; i < ordered.size(); i++) {
            ordered.get(i).start = i;
            ordered.get(i).depth = 0;
        }
        markLoops(ordered);
        return ordered;
    }

    /** Without recursion: regions may be long. */
    private void visit(Block first) {
        List<Block> path = new ArrayList<>();
        List<Integer> step = new ArrayList<>();
        push(path, step, first);
        while (!path.isEmpty()) {
            int top = path.size() - 1;
            Block block = path.get(top);
            int done = step.set(top, step.get(top) + 1);
            Block successor = done == 0 ? block.taken : done == 1 ? block.next : null;
            if (done >= 2) {
                postorder.add(block);
                path.remove(top);
                step.remove(top);
            } else if (successor != null && !seen[successor.id]) {
                push(path, step, successor);
            }
        }
    }

    private void push(List<Block> path, List<Integer> step, Block block) {
        seen[block.id] = true;
        path.add(block);
        step.add(0);
    }

    /** A jump to an earlier block closes a loop over all blocks between. */
    private static void markLoops(List<Block> ordered) {
        for (int i = 0; i < ordered.size(); i++) {
            Block block = ordered.get(i);
            int back = i + 1;
            if (block.next != null) {
                back = Math.min(back, block.next.start);
            }
            if (block.taken != null) {
                back = Math.min(back, block.taken.start);
            }
            for (int j = back; j <= i; j++) {
                ordered.get(j).depth++;
            }
        }
    }
}
