package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Inputs;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Removes values that nothing needs which has an effect, and parameters that bring them. */
final class DeadCode implements Pass {
    @Override
    public void run(Graph graph) {
        Live live = new Live();
        for (Block block : graph.blocks()) {
            for (Node node = block.first(); node != null; node = node.next()) {
                if (!node.effects().isRemovable()) {
                    live.add(node);
                }
            }
        }
        for (Node parameter : graph.entry().parameters()) {
            live.add(parameter);
        }
        live.finish();
        for (Block block : graph.blocks()) {
            drop(block, live);
        }
    }

    private static void drop(Block block, Live live) {
        Node node = block.last();
        while (node != null) {
            Node previous = node.previous();
            if (!live.has(node)) {
                node.drop();
            }
            node = previous;
        }
        BitSet dropped = new BitSet();
        for (int i = 0; i < block.parameters().size(); i++) {
            dropped.set(i, !live.has(block.parameter(i)));
        }
        block.dropParameters(dropped);
    }

    /** What is needed, and what that needs. */
    private static final class Live {
        private final BitSet nodes = new BitSet();
        private final BitSet states = new BitSet();
        private final ArrayDeque<Node> work = new ArrayDeque<>();

        boolean has(Node node) {
            return nodes.get(node.id());
        }

        void add(Node node) {
            if (!nodes.get(node.id())) {
                nodes.set(node.id());
                work.push(node);
            }
        }

        void finish() {
            while (!work.isEmpty()) {
                Node node = work.pop();
                addAll(node.inputs());
                add(node.before());
                add(node.after());
                if (node.is(Op.PARAMETER)) {
                    for (Edge edge : node.block().predecessors()) {
                        add(edge.arguments().get(place(node)));
                    }
                }
            }
        }

        private static int place(Node parameter) {
            return parameter.block().parameters().indexOf(parameter);
        }

        private void addAll(Inputs values) {
            for (int i = 0; i < values.size(); i++) {
                add(values.get(i));
            }
        }

        private void add(@Nullable FrameState state) {
            FrameState each = state;
            while (each != null && !states.get(each.id())) {
                states.set(each.id());
                addAll(each.values());
                each = each.parent();
            }
        }
    }
}
