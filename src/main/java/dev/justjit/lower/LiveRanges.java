package dev.justjit.lower;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** From where to where values need places: one range each, over the code in its order. */
final class LiveRanges {
    /** Positions between nodes: operands, the result, and what an exit needs, in this order. */
    private static final int STRIDE = 4;

    private static final int RESULT = 1;
    private static final int EXIT = 2;
    private static final double DEPTH_FACTOR = 8;
    private static final int MOST_DEPTH = 6;

    private final Order order;
    private final SlotFlow slots;
    private final Demands demands;
    private final @Nullable LiveRange[] ranges;
    private final BitSet[] liveIn;

    /** By the number of the block. */
    private final List<List<Need>> needs = new ArrayList<>();

    private final List<Clobber> clobbers = new ArrayList<>();
    private final int[] depth;

    /** Where nodes are, by their numbers. */
    private final int[] positions;

    /**
     * A place in the code where registers lose their contents.
     *
     * @param all those that calls keep too
     */
    private record Clobber(int position, boolean all, boolean suspends) {}

    /**
     * What a node needs in places.
     *
     * @param operands to work on
     * @param exits to leave
     */
    private record Need(Node node, List<Node> operands, List<Node> exits) {}

    LiveRanges(Graph graph, Order order, SlotFlow slots, Demands demands) {
        this.order = order;
        this.slots = slots;
        this.demands = demands;
        ranges = new LiveRange[graph.nodeLimit()];
        liveIn = new BitSet[order.size()];
        depth = new int[order.size()];
        positions = new int[graph.nodeLimit()];
    }

    /** Computes all of them. */
    void run() {
        nest();
        for (Block block : order.blocks()) {
            needs.add(needs(block));
        }
        live();
        int position = 0;
        for (Block block : order.blocks()) {
            position = cover(block, position);
        }
        for (LiveRange range : ranges) {
            for (Clobber clobber : range == null ? List.<Clobber>of() : clobbers) {
                if (range.start < clobber.position() && clobber.position() < range.end) {
                    range.crossesCall = true;
                    range.crossesTemplate |= clobber.all();
                    range.crossesSuspension |= clobber.suspends();
                }
            }
        }
    }

    /** The range of a value that needs a place, or null. */
    @Nullable LiveRange of(Node value) {
        return ranges[value.id()];
    }

    /** Registers that calls do not keep and that hold something which is needed behind the node. */
    List<Spot> lostAcross(Node node) {
        int position = positions[node.id()];
        List<Spot> lost = new ArrayList<>();
        for (LiveRange range : ranges) {
            Spot spot = range == null ? null : range.spot;
            if (spot != null
                    && !spot.survivesCalls()
                    && range.start < position
                    && range.end > position) {
                lost.add(spot);
            }
        }
        return lost;
    }

    /** Those of all values that need places, by their starts. */
    List<LiveRange> all() {
        List<LiveRange> all = new ArrayList<>();
        for (LiveRange range : ranges) {
            if (range != null) {
                all.add(range);
            }
        }
        all.sort(java.util.Comparator.comparingInt(range -> range.start));
        return all;
    }

    /** How many loops each block is in. */
    private void nest() {
        for (Block block : order.blocks()) {
            for (Edge edge : block.predecessors()) {
                if (edge.from().block().number() >= 0 && order.isBackEdge(edge)) {
                    BitSet loop = order.between(block, edge.from().block());
                    loop.set(block.number());
                    loop.set(edge.from().block().number());
                    loop.stream().forEach(number -> depth[number]++);
                }
            }
        }
    }

    /** Which values need places at the start of each block. */
    private void live() {
        for (int i = 0; i < liveIn.length; i++) {
            liveIn[i] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = order.size() - 1; i >= 0; i--) {
                BitSet before = liveBefore(order.at(i));
                changed |= !before.equals(liveIn[i]);
                liveIn[i] = before;
            }
        }
    }

    private BitSet liveBefore(Block block) {
        BitSet live = liveBehind(block);
        List<Need> all = needs.get(block.number());
        for (int i = all.size() - 1; i >= 0; i--) {
            Need need = all.get(i);
            live.clear(need.node().id());
            need.operands().forEach(value -> live.set(value.id()));
            need.exits().forEach(value -> live.set(value.id()));
        }
        for (Node parameter : block.parameters()) {
            if (live.get(parameter.id())) {
                range(parameter);
            }
        }
        return live;
    }

    /** What the nodes of a block need, in their order. */
    private List<Need> needs(Block block) {
        List<Need> all = new ArrayList<>();
        @Nullable Node[] held = slots.start(block);
        for (Node node = block.first(); node != null; node = node.next()) {
            List<Node> operands = new ArrayList<>();
            List<Node> exits = new ArrayList<>();
            demands.operands(node, held, operands::add);
            @Nullable Node[] before = held.clone();
            slots.pass(node, held);
            demands.exits(node, before, held, exits::add);
            boolean self = exits.removeIf(node::equals); // it is made by then
            if (self) {
                range(node);
            }
            operands.forEach(this::range);
            exits.forEach(this::range);
            all.add(new Need(node, operands, exits));
        }
        return all;
    }

    /** What is needed at the end of a block by what comes next, with the arguments of its edges. */
    private BitSet liveBehind(Block block) {
        BitSet live = new BitSet();
        for (int way = 0; way < Order.successors(block); way++) {
            Edge edge = Order.successor(block, way);
            Block to = edge.to();
            live.or(liveIn[to.number()]);
            for (Node parameter : to.parameters()) {
                live.clear(parameter.id());
            }
        }
        for (int way = 0; way < Order.successors(block); way++) {
            arguments(
                    Order.successor(block, way),
                    value -> {
                        range(value);
                        live.set(value.id());
                    });
        }
        return live;
    }

    /** The arguments that have to be in places. */
    private void arguments(Edge edge, Consumer<Node> needed) {
        @Nullable Node[] held = slots.along(edge);
        for (int i = 0; i < edge.arguments().size(); i++) {
            Node argument = States.origin(edge.arguments().get(i));
            boolean wanted = ranges[edge.to().parameter(i).id()] != null;
            if (wanted
                    && !argument.is(Op.CONST)
                    && (held == null || SlotFlow.find(held, argument) < 0)) {
                needed.accept(argument);
            }
        }
    }

    private int cover(Block block, int start) {
        int position = start;
        double weight = Math.pow(DEPTH_FACTOR, Math.min(depth[block.number()], MOST_DEPTH));
        extend(liveIn[block.number()], start);
        for (Node parameter : block.parameters()) {
            LiveRange range = ranges[parameter.id()];
            if (range != null) {
                range.extend(start);
            }
        }
        for (Need need : needs.get(block.number())) {
            position += STRIDE;
            int here = position;
            Node node = need.node();
            positions[node.id()] = here;
            need.operands().forEach(value -> range(value).use(here, weight));
            need.exits().forEach(value -> range(value).extend(here + EXIT));
            if (!States.origin(node).equals(node)) {
                continue;
            }
            LiveRange made = ranges[node.id()];
            if (made != null) {
                made.use(here + RESULT, weight);
                made.extend(here + EXIT); // an exit behind it may need it
            }
            if (States.isWhole(node)) {
                clobbers.add(new Clobber(here, true, isSuspending(node)));
            } else if (Calling.calls(node)) {
                clobbers.add(new Clobber(here, false, false));
            }
        }
        position += STRIDE;
        extend(liveBehind(block), position);
        return position;
    }

    private static boolean isSuspending(Node node) {
        return node.is(Op.GENERIC)
                && switch (node.instruction().opcode()) {
                    case YIELD_VALUE, RETURN_GENERATOR, SEND -> true;
                    default -> false;
                };
    }

    private void extend(BitSet live, int position) {
        for (int id = live.nextSetBit(0); id >= 0; id = live.nextSetBit(id + 1)) {
            LiveRange range = ranges[id];
            if (range != null) {
                range.extend(position);
            }
        }
    }

    private LiveRange range(Node value) {
        LiveRange range = ranges[value.id()];
        if (range == null) {
            range = new LiveRange(value);
            ranges[value.id()] = range;
        }
        return range;
    }
}
