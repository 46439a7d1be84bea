package dev.justjit.lower;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which values have uses still to come: those that no slot serves, or all. */
final class Liveness {
    private final Order order;
    private final SlotFlow slots;
    private final boolean isWide;

    /** By the number of the block: what lives at its start, with its own parameters. */
    private final BitSet[] in;

    /** Used in the block before anything there makes it. */
    private final BitSet[] used;

    private final BitSet[] made;

    /**
     * @param isWide whether uses count that a slot serves
     */
    Liveness(Order order, SlotFlow slots, boolean isWide) {
        this.order = order;
        this.slots = slots;
        this.isWide = isWide;
        in = sets(order.size());
        used = sets(order.size());
        made = sets(order.size());
    }

    private static BitSet[] sets(int count) {
        BitSet[] sets = new BitSet[count];
        for (int i = 0; i < count; i++) {
            sets[i] = new BitSet();
        }
        return sets;
    }

    /**
     * @param needs of the nodes of each block, by its number
     */
    void run(List<List<NodeUses>> needs) {
        for (Block block : order.blocks()) {
            int number = block.number();
            List<NodeUses> all = needs.get(number);
            for (int i = all.size() - 1; i >= 0; i--) {
                pass(all.get(i), used[number]);
                made[number].set(all.get(i).node().id());
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = order.size() - 1; i >= 0; i--) {
                BitSet before = behind(order.at(i));
                before.andNot(made[i]);
                before.or(used[i]);
                changed |= !before.equals(in[i]);
                in[i] = before;
            }
        }
    }

    /** Changes what lives behind a node to what lives before it. */
    void pass(NodeUses nodeUses, BitSet live) {
        live.clear(nodeUses.node().id());
        add(nodeUses.operands(), live);
        add(nodeUses.exits(), live);
        if (isWide) {
            add(nodeUses.served(), live);
        }
    }

    private static void add(List<Node> values, BitSet live) {
        for (int i = 0; i < values.size(); i++) {
            live.set(values.get(i).id());
        }
    }

    /** What lives at the start of a block, with its own parameters. */
    BitSet in(Block block) {
        return in[block.number()];
    }

    /** What lives at the end of a block, with the arguments of its edges. */
    BitSet behind(Block block) {
        BitSet live = new BitSet();
        for (int way = 0; way < Order.successors(block); way++) {
            Block to = Order.successor(block, way).to();
            BitSet there = (BitSet) in[to.number()].clone();
            for (Node parameter : to.parameters()) {
                there.clear(parameter.id());
            }
            live.or(there);
        }
        for (int way = 0; way < Order.successors(block); way++) {
            arguments(Order.successor(block, way), live);
        }
        return live;
    }

    private void arguments(Edge edge, BitSet live) {
        @Nullable Node[] held = isWide ? null : slots.along(edge);
        for (int i = 0; i < edge.arguments().size(); i++) {
            Node argument = States.origin(edge.arguments().get(i));
            if (in(edge.to()).get(edge.to().parameter(i).id())
                    && !argument.is(Op.CONST)
                    && (isWide || held == null || SlotFlow.find(held, argument) < 0)) {
                live.set(argument.id());
            }
        }
    }
}
