package dev.justjit.lower;

import dev.justjit.ir.Block;
import dev.justjit.ir.Order;
import java.util.BitSet;

/** In how many loops blocks are. */
final class LoopNesting {
    /** How often a loop is taken to run. */
    private static final double PASSES = 8;

    /** More loops in loops than this count as so many. */
    private static final int MOST_DEPTH = 6;

    /** By the number of the block. */
    private final int[] depth;

    LoopNesting(Order order) {
        depth = new int[order.size()];
        for (BitSet loop : order.loops()) {
            loop.stream().forEach(number -> depth[number]++);
        }
    }

    /** How many loops a block is in. */
    int depth(Block block) {
        return depth[block.number()];
    }

    /** How often a block is taken to run, for each time that the function is called. */
    double weight(Block block) {
        return Math.pow(PASSES, Math.min(depth(block), MOST_DEPTH));
    }
}
