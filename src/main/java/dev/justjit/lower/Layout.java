package dev.justjit.lower;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The order of blocks in machine code: loops in one piece, and what always ends in an exit or an exception behind all. */
final class Layout {
    private final Order order;

    /** What never comes back. */
    private final BitSet doomed = new BitSet();

    /** By the number of the block: the smallest loop that it is in. */
    private final @Nullable BitSet[] loops;

    private Layout(Order order) {
        this.order = order;
        loops = new BitSet[order.size()];
    }

    static Order of(Graph graph) {
        Layout layout = new Layout(new Order(graph));
        layout.findDoomed();
        layout.findLoops();
        Set<Edge> unlikely = new HashSet<>();
        for (Block block : layout.order.blocks()) {
            for (int way = 0; way < Order.successors(block); way++) {
                Edge edge = Order.successor(block, way);
                if (layout.isUnlikely(edge)) {
                    unlikely.add(edge);
                }
            }
        }
        return new Order(graph, unlikely::contains);
    }

    private void findDoomed() {
        for (int i = order.size() - 1; i >= 0; i--) {
            Block block = order.at(i);
            Node end = block.end();
            boolean all = end.is(Op.LEAVE) || end.is(Op.RAISE) || Order.successors(block) > 0;
            for (int way = 0; way < Order.successors(block); way++) {
                Edge edge = Order.successor(block, way);
                all &= edge.isHandler() || doomed.get(edge.to().number());
            }
            doomed.set(i, all && !end.is(Op.RETURN));
        }
    }

    private void findLoops() {
        for (BitSet loop : order.loops()) {
            loop.stream().forEach(number -> note(number, loop));
        }
    }

    private void note(int number, BitSet loop) {
        BitSet known = loops[number];
        if (known == null || loop.cardinality() < known.cardinality()) {
            loops[number] = loop;
        }
    }

    private boolean isUnlikely(Edge edge) {
        BitSet loop = loops[edge.from().block().number()];
        int to = edge.to().number();
        return edge.isHandler() || doomed.get(to) || loop != null && !loop.get(to);
    }
}
