package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Effects;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Order;
import dev.justjit.ir.Representation;
import dev.justjit.ir.User;

/** An object that only exits mention is not made: they make it. */
final class Virtuals implements Pass {
    @Override
    public void run(Graph graph) {
        Order order = new Order(graph);
        for (int i = order.size() - 1; i >= 0; i--) {
            Block block = order.at(i);
            for (Node node = block.last(); node != null; node = node.previous()) {
                Effects effects = node.effects();
                if (effects.allocates() && effects.isRemovable() && isForExits(node)) {
                    node.setType(node.type().virtual());
                    node.setBefore(null);
                }
            }
        }
    }

    private static boolean isForExits(Node node) {
        for (int i = 0; i < node.uses().size(); i++) {
            User user = node.uses().user(i);
            boolean inVirtual =
                    user instanceof Node by && by.type().representation() == Representation.VIRTUAL;
            if (!(user instanceof FrameState) && !inVirtual) {
                return false;
            }
        }
        return true;
    }
}
