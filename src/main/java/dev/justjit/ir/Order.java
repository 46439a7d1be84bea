package dev.justjit.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * The reachable blocks of a graph so that all come after their dominators, and before what they lead to unless that is a
 * loop; and the dominators. Valid until an edge changes. Making it numbers the blocks.
 */
public final class Order {
    private final List<Block> blocks = new ArrayList<>();
    private final Predicate<Edge> unlikely;
    private final int[] dominator;
    private final int[] depth;

    /** All blocks that something leads to. Numbers them: it holds until the graph's blocks change or a later order is made. */
    public Order(Graph graph) {
        this(graph, edge -> false);
    }

    /**
     * @param unlikely edges that lead to what comes late
     */
    public Order(Graph graph, Predicate<Edge> unlikely) {
        this.unlikely = unlikely;
        for (Block block : graph.blocks()) {
            block.setNumber(-1);
        }
        postorder(graph.entry());
        Collections.reverse(blocks);
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).setNumber(i);
        }
        dominator = new int[blocks.size()];
        depth = new int[blocks.size()];
        dominate();
    }

    /** Blocks in reverse postorder, the entry first. */
    public List<Block> blocks() {
        return blocks;
    }

    /** The block with a number. */
    public Block at(int number) {
        return blocks.get(number);
    }

    /** How many blocks there are. */
    public int size() {
        return blocks.size();
    }

    /** Blocks and how many of their successors have been followed. */
    private void postorder(Block entry) {
        ArrayDeque<Block> path = new ArrayDeque<>();
        ArrayDeque<int[]> followed = new ArrayDeque<>();
        BitSet seen = new BitSet();
        seen.set(entry.id());
        path.push(entry);
        followed.push(new int[1]);
        while (!path.isEmpty()) {
            Block block = path.element();
            int way = followed.element()[0]++;
            if (way < 2 * successors(block)) {
                Edge edge = successor(block, way % successors(block));
                boolean isTurn = unlikely.test(edge) == way < successors(block);
                Block next = edge.to();
                if (isTurn && !seen.get(next.id())) {
                    seen.set(next.id());
                    path.push(next);
                    followed.push(new int[1]);
                }
            } else {
                blocks.add(path.pop());
                followed.pop();
            }
        }
    }

    /** Number of edges out of a block. */
    public static int successors(Block block) {
        Node end = block.end();
        return end.targets() + (end.handler() == null ? 0 : 1);
    }

    /** An edge out of a block: the handler first, so that it comes late in the order. */
    public static Edge successor(Block block, int way) {
        Node end = block.end();
        Edge handler = end.handler();
        if (handler == null) {
            return end.target(end.targets() - 1 - way);
        }
        return way == 0 ? handler : end.target(end.targets() - way);
    }

    /** Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm. */
    private void dominate() {
        Arrays.fill(dominator, -1);
        dominator[0] = 0;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 1; i < dominator.length; i++) {
                int common = -1;
                for (Edge edge : blocks.get(i).predecessors()) {
                    int from = edge.from().block().number();
                    if (from >= 0 && dominator[from] >= 0) {
                        common = common < 0 ? from : common(common, from);
                    }
                }
                if (dominator[i] != common) {
                    dominator[i] = common;
                    changed = true;
                }
            }
        }
        for (int i = 1; i < depth.length; i++) {
            depth[i] = depth[dominator[i]] + 1;
        }
    }

    private int common(int one, int two) {
        int a = one;
        int b = two;
        while (a != b) {
            if (a > b) {
                a = dominator[a];
            } else {
                b = dominator[b];
            }
        }
        return a;
    }

    /** The block that every path to this one leads through last; the entry's is itself. */
    public Block dominator(Block block) {
        return blocks.get(dominator[block.number()]);
    }

    /** Whether every path to {@code lower} leads through {@code upper}. */
    public boolean dominates(Block upper, Block lower) {
        int number = lower.number();
        while (depth[number] > depth[upper.number()]) {
            number = dominator[number];
        }
        return number == upper.number();
    }

    /** Whether the edge leads back to a block that dominates its start: it closes a loop. */
    public boolean isBackEdge(Edge edge) {
        Block from = edge.from().block();
        return from.number() >= edge.to().number() && dominates(edge.to(), from);
    }

    /** Blocks on paths from {@code from} to {@code to}: without the first, with the second only if it is in a loop. */
    public BitSet between(Block from, Block to) {
        BitSet found = new BitSet();
        ArrayDeque<Block> work = new ArrayDeque<>();
        work.add(to);
        while (!work.isEmpty()) {
            for (Edge edge : work.pop().predecessors()) {
                Block block = edge.from().block();
                if (block != from && block.number() >= 0 && !found.get(block.number())) {
                    found.set(block.number());
                    work.add(block);
                }
            }
        }
        return found;
    }

    /** The blocks of loops, one set for each edge back, with the blocks at both ends of it. */
    public List<BitSet> loops() {
        List<BitSet> loops = new ArrayList<>();
        for (Block header : blocks) {
            for (Edge edge : header.predecessors()) {
                Block from = edge.from().block();
                if (from.number() >= 0 && isBackEdge(edge)) {
                    BitSet loop = between(header, from);
                    loop.set(header.number());
                    loop.set(from.number());
                    loops.add(loop);
                }
            }
        }
        return loops;
    }
}
