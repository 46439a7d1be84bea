package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A parameter that is the same value on all edges is that value. */
final class RedundantParameters implements Pass {
    @Override
    public void run(Graph graph) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : graph.blocks()) {
                boolean own = block.predecessors().isEmpty() || block.isResumed();
                changed |= !own && simplify(block);
            }
        }
    }

    private static boolean simplify(Block block) {
        BitSet dropped = new BitSet();
        for (int i = 0; i < block.parameters().size(); i++) {
            Node only = only(block, i);
            if (only != null) {
                block.parameter(i).replaceUses(only);
                dropped.set(i);
            }
        }
        block.dropParameters(dropped);
        return !dropped.isEmpty();
    }

    /** The only argument but for the parameter itself, or null. */
    private static @Nullable Node only(Block block, int place) {
        Node only = null;
        for (Edge edge : block.predecessors()) {
            Node argument = edge.arguments().get(place);
            if (argument != block.parameter(place) && argument != only) {
                if (only != null) {
                    return null;
                }
                only = argument;
            }
        }
        return only;
    }
}
