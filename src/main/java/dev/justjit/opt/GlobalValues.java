package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Folding;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import dev.justjit.ir.Result;
import dev.justjit.ir.Typing;
import dev.justjit.ir.ValueTable;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A value that is there already on every path is not made again, and what was proved is not proved again, as long as
 * nothing was written that it depends on. What folds is folded; what is proved not to leave needs no state.
 */
final class GlobalValues implements Pass {
    @Override
    public void run(Graph graph) {
        Order order = new Order(graph);
        Folding folding = new Folding(new Constants(graph));
        Writes writes = new Writes(order);
        ValueTable[] tables = new ValueTable[order.size()];
        for (Block block : order.blocks()) {
            ValueTable table;
            Block above = block == graph.entry() ? block : order.dominator(block);
            if (writes.isApart(above, block)) {
                table = new ValueTable();
            } else {
                table = new ValueTable(tables[above.number()], writes.between(above, block));
            }
            tables[block.number()] = table;
            visit(block, table, folding);
        }
    }

    private static void visit(Block block, ValueTable table, Folding folding) {
        Node node = block.first();
        while (node != null) {
            Node next = node.next();
            if (!node.is(Op.CONST)) {
                visit(node, table, folding);
            }
            node = next;
        }
    }

    private static void visit(Node node, ValueTable table, Folding folding) {
        node.setType(Typing.of(node));
        Node known = known(node, table, folding);
        if (known == null) {
            table.write(node.effects().writes());
            if (node.before() != null && Typing.isTotal(node)) {
                node.setBefore(null);
            }
            if (!node.needsAfter()) {
                node.setAfter(null);
            }
        } else if (node.op().result() == Result.NONE) {
            node.remove();
        } else {
            node.replaceBy(known);
        }
    }

    private static @Nullable Node known(Node node, ValueTable table, Folding folding) {
        Node folded = folding.of(node);
        return folded != null ? folded : table.find(node);
    }

    /** What the blocks write. */
    static final class Writes {
        private final Order order;
        private final int[] written;
        private boolean resumes;

        Writes(Order order) {
            this.order = order;
            written = new int[order.size()];
            for (Block block : order.blocks()) {
                resumes |= block.isResumed();
                for (Node node = block.first(); node != null; node = node.next()) {
                    written[block.number()] |= node.effects().writes();
                }
            }
        }

        /** Whether no value of the block above may be used below: it is none, or the frame may be suspended in between. */
        boolean isApart(Block above, Block below) {
            if (above == below || below.isResumed()) {
                return true;
            }
            boolean alone = below.predecessors().size() == 1;
            return resumes && !alone && isResumed(order.between(above, below));
        }

        private boolean isResumed(BitSet blocks) {
            return blocks.stream().anyMatch(number -> order.at(number).isResumed());
        }

        /** What may be written from the end of a block to the start of one that it dominates. */
        int between(Block above, Block below) {
            if (below.predecessors().size() == 1) {
                return 0;
            }
            int all = 0;
            BitSet blocks = order.between(above, below);
            for (int i = blocks.nextSetBit(0); i >= 0; i = blocks.nextSetBit(i + 1)) {
                all |= written[i];
            }
            return all;
        }
    }
}
