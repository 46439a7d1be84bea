package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Order;
import org.jspecify.annotations.Nullable;

/** A load of what was stored before, or of what a new object was made with, is that value. */
final class Loads implements Pass {
    @Override
    public void run(Graph graph) {
        Order order = new Order(graph);
        GlobalValues.Writes writes = new GlobalValues.Writes(order);
        Constants constants = new Constants(graph);
        StoredValues[] stored = new StoredValues[order.size()];
        for (Block block : order.blocks()) {
            StoredValues values;
            Block above = block == graph.entry() ? block : order.dominator(block);
            if (writes.isApart(above, block)) {
                values = new StoredValues();
            } else {
                values = stored[above.number()].without(writes.between(above, block));
            }
            stored[block.number()] = values;
            visit(block, values, constants);
        }
    }

    private static void visit(Block block, StoredValues values, Constants constants) {
        Node node = block.first();
        while (node != null) {
            Node next = node.next();
            Node known = known(node, values);
            if (known != null) {
                node.replaceBy(known);
            } else {
                values.after(node, constants);
            }
            node = next;
        }
    }

    private static @Nullable Node known(Node node, StoredValues values) {
        return node.effects().reads() != 0 && node.effects().isRemovable()
                ? values.find(node)
                : null;
    }
}
