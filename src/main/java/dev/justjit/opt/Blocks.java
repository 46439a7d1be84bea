package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Inputs;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Branches on what is known are jumps; blocks that nothing leads to go; a block that follows only one is part of it. */
final class Blocks implements Pass {
    @Override
    public void run(Graph graph) {
        for (Block block : graph.blocks()) {
            decide(block);
        }
        for (Block block : graph.blocks()) {
            skipEmpty(block);
        }
        removeUnreachable(graph);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : List.copyOf(graph.blocks())) {
                changed |= block.hasEnd() && join(block);
            }
            graph.removeBlocks(empty(graph));
        }
    }

    private static void decide(Block block) {
        Node end = block.end();
        if (end.is(Op.BRANCH)) {
            boolean same = end.target(0).to() == end.target(1).to();
            if (end.input(0).is(Op.CONST)) {
                jump(block, end, end.target(end.input(0).literal().bits() == 1 ? 0 : 1));
            } else if (same && areSame(end.target(0).arguments(), end.target(1).arguments())) {
                jump(block, end, end.target(0));
            }
        }
    }

    private static boolean areSame(Inputs one, Inputs other) {
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i) != other.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static void jump(Block block, Node branch, Edge way) {
        Node jump = block.graph().detached(Op.JUMP, branch.type(), 0, null);
        block.insertBefore(jump, branch);
        jump.setTargets(way.to());
        for (int i = 0; i < way.arguments().size(); i++) {
            jump.target(0).arguments().add(way.arguments().get(i));
        }
        branch.remove();
    }

    /** Lets a branch lead to where the blocks that it leads to do nothing but jump to. */
    private static void skipEmpty(Block block) {
        Node end = block.end();
        if (!end.is(Op.BRANCH)) {
            return;
        }
        List<Block> targets = new ArrayList<>();
        List<List<Node>> arguments = new ArrayList<>();
        for (int i = 0; i < end.targets(); i++) {
            Edge way = end.target(i);
            Node only = way.to().end();
            boolean empty =
                    only.is(Op.JUMP)
                            && way.to().first() == only
                            && way.to().parameters().isEmpty()
                            && only.target(0).to() != way.to();
            Edge taken = empty ? only.target(0) : way;
            targets.add(taken.to());
            List<Node> brought = new ArrayList<>();
            for (int k = 0; k < taken.arguments().size(); k++) {
                brought.add(taken.arguments().get(k));
            }
            arguments.add(brought);
        }
        end.setTargets(targets.toArray(new Block[0]));
        for (int i = 0; i < end.targets(); i++) {
            arguments.get(i).forEach(end.target(i).arguments()::add);
        }
    }

    private static void removeUnreachable(Graph graph) {
        Order order = new Order(graph);
        List<Block> unreachable = new ArrayList<>();
        for (Block block : graph.blocks()) {
            if (block.number() < 0) {
                unreachable.add(block);
            }
        }
        if (order.size() < graph.blocks().size()) {
            graph.removeBlocks(unreachable);
        }
    }

    /** Appends the block that this one jumps to, if nothing else leads there. */
    private static boolean join(Block block) {
        Node end = block.end();
        if (!end.is(Op.JUMP)) {
            return false;
        }
        Edge edge = end.target(0);
        Block next = edge.to();
        boolean entered = next.isResumed() || next == block.graph().entry();
        if (next == block || next.predecessors().size() != 1 || entered) {
            return false;
        }
        BitSet all = new BitSet();
        for (int i = 0; i < next.parameters().size(); i++) {
            next.parameter(i).replaceUses(edge.arguments().get(i));
            all.set(i);
        }
        next.dropParameters(all);
        end.remove();
        block.take(next);
        return true;
    }

    private static List<Block> empty(Graph graph) {
        List<Block> empty = new ArrayList<>();
        for (Block block : graph.blocks()) {
            if (block.first() == null) {
                empty.add(block);
            }
        }
        return empty;
    }
}
