package dev.justjit.region.opt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.justjit.region.ir.Block;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of blocks, and which are in loops. */
class OrderTest {
    /** A row per block: next and taken, -1 for none. */
    private static List<Block> blocks(int[]... ways) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < ways.length; i++) {
            blocks.add(new Block(i, i));
        }
        for (int i = 0; i < ways.length; i++) {
            blocks.get(i).next = ways[i][0] < 0 ? null : blocks.get(ways[i][0]);
            blocks.get(i).taken = ways[i][1] < 0 ? null : blocks.get(ways[i][1]);
        }
        return blocks;
    }

    private static List<Integer> depths(List<Block> blocks) {
        Order.of(blocks);
        return blocks.stream().map(block -> block.depth).toList();
    }

    @Test
    void blocksFollowTheirPredecessor() {
        List<Block> blocks = blocks(new int[] {2, -1}, new int[] {-1, -1}, new int[] {1, -1});
        List<Block> ordered = Order.of(blocks);
        assertEquals(List.of(0, 2, 1), ordered.stream().map(block -> block.id).toList());
        assertEquals(1, blocks.get(2).start);
    }

    @Test
    void aLoopIsAllBlocksBetweenTheJumpBackAndItsTarget() {
        // 1 is the header, 2 and 3 the sides of an if, 4 jumps back, 5 is behind the loop
        int[][] ways = {{1, -1}, {2, 5}, {4, 3}, {4, -1}, {1, -1}, {-1, -1}};
        assertEquals(List.of(0, 1, 1, 1, 1, 0), depths(blocks(ways)));
    }

    @Test
    void loopsInLoopsAreDeeper() {
        int[][] ways = {{1, -1}, {2, 5}, {3, 4}, {2, -1}, {1, -1}, {-1, -1}};
        assertEquals(List.of(0, 1, 2, 2, 1, 0), depths(blocks(ways)));
    }

    @Test
    void everyReachableBlockComesOnce() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            int count = 1 + random.nextInt(20);
            int[][] ways = new int[count][];
            for (int j = 0; j < count; j++) {
                ways[j] = new int[] {random.nextInt(count + 1) - 1, random.nextInt(count + 1) - 1};
            }
            List<Block> blocks = blocks(ways);
            List<Block> ordered = Order.of(blocks);
            assertSame(blocks.get(0), ordered.get(0));
            assertEquals(ordered.size(), new HashSet<>(ordered).size());
            for (Block block : ordered) {
                assertSame(block, ordered.get(block.start));
                for (Block successor : new Block[] {block.next, block.taken}) {
                    if (successor != null) {
                        assertSame(successor, ordered.get(successor.start));
                    }
                }
            }
        }
    }

    @Test
    void longPathsNeedNoStack() {
        int[][] ways = new int[200_000][];
        for (int i = 0; i < ways.length; i++) {
            ways[i] = new int[] {i + 1 < ways.length ? i + 1 : -1, -1};
        }
        assertNotNull(Order.of(blocks(ways)));
    }
}
