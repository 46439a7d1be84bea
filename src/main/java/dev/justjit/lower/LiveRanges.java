package dev.justjit.lower;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From where to where values need places: one range each, over the code in its order. */
final class LiveRanges {
    /** Positions between nodes: operands, the result, and what an exit needs, in this order. */
    private static final int STRIDE = 4;

    private static final int RESULT = 1;
    private static final int EXIT = LiveRange.EXIT;

    /** What a value costs that a call takes out of its register: a store and a load; a load, if a slot has it. */
    private static final int KEPT = 2;

    private final Order order;
    private final SlotFlow slots;
    private final UseAnalysis useAnalysis;
    private final @Nullable LiveRange[] ranges;
    private final Liveness narrow;
    private final Liveness wide;

    /** By the number of the block. */
    private final List<List<NodeUses>> needs = new ArrayList<>();

    private final LoopNesting nesting;

    /** Where nodes are, by their numbers. */
    private final int[] positions;

    /** By number, where a value that lives further down is needed last in the block that is looked at. */
    private final int[] ends;

    /** By nodes at which registers lose their contents. */
    private final Map<Node, Crossing> crossings = new HashMap<>();

    /** By their numbers, those that the graph's blocks have. */
    private final @Nullable Node[] nodes;

    /** Values that need places. */
    private final BitSet demanded = new BitSet();

    /**
     * What is needed at a node or behind it.
     *
     * @param unserved where no slot has it
     * @param served from slots
     */
    private record Crossing(List<LiveRange> unserved, List<LiveRange> served) {}

    LiveRanges(Graph graph, Order order, SlotFlow slots, UseAnalysis useAnalysis) {
        this.order = order;
        this.slots = slots;
        this.useAnalysis = useAnalysis;
        ranges = new LiveRange[graph.nodeLimit()];
        nodes = new Node[graph.nodeLimit()];
        narrow = new Liveness(order, slots, false);
        wide = new Liveness(order, slots, true);
        nesting = new LoopNesting(order);
        positions = new int[graph.nodeLimit()];
        ends = new int[graph.nodeLimit()];
    }

    /** Computes all of them. */
    void run() {
        for (Block block : order.blocks()) {
            needs.add(needs(block));
        }
        narrow.run(needs);
        wide.run(needs);
        demand();
        int position = 0;
        for (Block block : order.blocks()) {
            position = cover(block, position);
        }
        for (Block block : order.blocks()) {
            cross(block);
        }
        relate();
        for (LiveRange range : ranges) {
            if (range != null) {
                range.setWide(range.wide.profit(true) > Math.max(0, range.narrow.profit(true)));
            }
        }
    }

    /** Finds which values have ranges, and which of them need places. */
    private void demand() {
        for (Block block : order.blocks()) {
            for (Node parameter : block.parameters()) {
                nodes[parameter.id()] = parameter;
            }
            for (NodeUses nodeUses : needs.get(block.number())) {
                nodes[nodeUses.node().id()] = nodeUses.node();
                if (nodeUses.isMade()) {
                    demanded.set(nodeUses.node().id());
                }
                nodeUses.operands().forEach(value -> demanded.set(value.id()));
                nodeUses.exits().forEach(value -> demanded.set(value.id()));
                nodeUses.served().forEach(this::range);
            }
            demanded.or(narrow.in(block));
            demanded.or(narrow.behind(block));
            wide.behind(block).stream().forEach(this::range);
        }
        demanded.stream().forEach(this::range);
    }

    /** Adds up what it costs to keep values over the nodes of a block that call. */
    private void cross(Block block) {
        double weight = nesting.weight(block);
        BitSet unserved = narrow.behind(block);
        BitSet all = wide.behind(block);
        List<NodeUses> list = needs.get(block.number());
        for (int i = list.size() - 1; i >= 0; i--) {
            NodeUses nodeUses = list.get(i);
            if (CallerSaves.loses(nodeUses.node())) {
                cross(nodeUses, unserved, all, weight);
            }
            narrow.pass(nodeUses, unserved);
            wide.pass(nodeUses, all);
        }
    }

    private void cross(NodeUses nodeUses, BitSet unservedBehind, BitSet allBehind, double weight) {
        Node node = nodeUses.node();
        BitSet unserved = (BitSet) unservedBehind.clone();
        if (!States.isWhole(node)) {
            nodeUses.exits().forEach(value -> unserved.set(value.id()));
        }
        unserved.clear(node.id());
        BitSet served = (BitSet) allBehind.clone();
        served.andNot(unserved);
        served.clear(node.id());
        Crossing crossing = new Crossing(new ArrayList<>(), new ArrayList<>());
        boolean templates = States.isWhole(node);
        for (int id = unserved.nextSetBit(0); id >= 0; id = unserved.nextSetBit(id + 1)) {
            LiveRange range = range(id);
            range.narrow.cross(templates, KEPT * weight);
            range.wide.cross(templates, KEPT * weight);
            range.crossesSuspension |= isSuspending(node);
            crossing.unserved().add(range);
        }
        for (int id = served.nextSetBit(0); id >= 0; id = served.nextSetBit(id + 1)) {
            range(id).wide.cross(templates, weight);
            crossing.served().add(range(id));
        }
        crossings.put(node, crossing);
    }

    private static boolean isSuspending(Node node) {
        return node.is(Op.GENERIC)
                && switch (node.instruction().opcode()) {
                    case YIELD_VALUE, RETURN_GENERATOR, SEND -> true;
                    default -> false;
                };
    }

    /** The range of a value that needs a place, or null. */
    @Nullable LiveRange of(Node value) {
        return ranges[value.id()];
    }

    /** Those in registers that calls do not keep and which are needed behind the node. */
    List<LiveRange> lostAcross(Node node) {
        int position = positions[node.id()];
        List<LiveRange> lost = new ArrayList<>();
        for (LiveRange range : ranges) {
            if (range != null && range.isLost(false) && range.isAcross(position)) {
                lost.add(range);
            }
        }
        return lost;
    }

    /** Those in registers that survive calls, and which are needed behind the node. */
    List<LiveRange> keptAcross(Node node) {
        int position = positions[node.id()];
        List<LiveRange> kept = new ArrayList<>();
        for (LiveRange range : ranges) {
            if (range != null
                    && range.isLost(true)
                    && !range.isLost(false)
                    && range.isAcross(position)) {
                kept.add(range);
            }
        }
        return kept;
    }

    /** Those whose registers lose their contents at a node which calls, and which are needed there or behind. */
    List<LiveRange> lostAt(Node node) {
        List<LiveRange> lost = new ArrayList<>();
        Crossing crossing = crossings.get(node);
        if (crossing == null) {
            return lost;
        }
        boolean all = States.isWhole(node);
        for (LiveRange range : crossing.unserved()) {
            if (range.isLost(all)) {
                lost.add(range);
            }
        }
        for (LiveRange range : crossing.served()) {
            if (range.isWide() && range.isLost(all)) {
                lost.add(range);
            }
        }
        return lost;
    }

    /** Whether a value in a register is in it at the start of a block. */
    boolean isIn(LiveRange range, Block block) {
        return (range.isWide() ? wide : narrow).in(block).get(range.value.id());
    }

    /** Those of all values that have some. */
    List<LiveRange> all() {
        List<LiveRange> all = new ArrayList<>();
        for (LiveRange range : ranges) {
            if (range != null) {
                all.add(range);
            }
        }
        return all;
    }

    /** What the nodes of a block need, in their order. */
    private List<NodeUses> needs(Block block) {
        List<NodeUses> all = new ArrayList<>();
        @Nullable Node[] held = slots.start(block);
        for (Node node = block.first(); node != null; node = node.next()) {
            List<Node> operands = new ArrayList<>();
            List<Node> exits = new ArrayList<>();
            List<Node> served = new ArrayList<>();
            useAnalysis.operands(node, held, operands::add, served::add);
            @Nullable Node[] before = held.clone();
            slots.pass(node, held);
            useAnalysis.exits(node, before, held, exits::add);
            if (Clobbers.readsBehind(node)) {
                exits.addAll(operands);
            }
            boolean self = exits.removeIf(node::equals); // it is made by then
            all.add(new NodeUses(node, operands, exits, served, self));
        }
        return all;
    }

    /** Adds up the uses of values in a block, and where they live; answers where the next block begins. */
    private int cover(Block block, int start) {
        int position = start;
        double weight = nesting.weight(block);
        for (Node parameter : block.parameters()) {
            LiveRange range = ranges[parameter.id()];
            boolean moved = narrow.in(block).get(parameter.id());
            if (range != null) {
                range.wide.uses += moved ? weight : -weight; // else it comes in a slot
                range.narrow.uses += moved ? weight : 0;
            }
        }
        for (NodeUses nodeUses : needs.get(block.number())) {
            position += STRIDE;
            positions[nodeUses.node().id()] = position;
            use(nodeUses, weight);
        }
        live(block, start, position + STRIDE, false);
        live(block, start, position + STRIDE, true);
        return position + STRIDE + 1;
    }

    private void use(NodeUses nodeUses, double weight) {
        for (Node value : nodeUses.operands()) {
            range(value).narrow.uses += weight;
            range(value).wide.uses += weight;
        }
        nodeUses.served().forEach(value -> range(value).wide.uses += weight);
        Node node = nodeUses.node();
        LiveRange made = ranges[node.id()];
        if (made != null) {
            boolean inSlot = States.isWhole(node) || node.is(Op.RESULT) || node.is(Op.CAUGHT);
            made.wide.uses += inSlot ? -weight : weight;
            made.narrow.uses += demanded.get(node.id()) ? weight : 0;
        }
    }

    /** Finds where values live in a block, from its end to its start. */
    private void live(Block block, int start, int end, boolean isWide) {
        List<NodeUses> list = needs.get(block.number());
        BitSet open = (isWide ? wide : narrow).behind(block);
        open.stream().forEach(id -> ends[id] = end);
        for (int i = list.size() - 1; i >= 0; i--) {
            NodeUses nodeUses = list.get(i);
            int here = start + STRIDE * (i + 1);
            int id = nodeUses.node().id();
            LiveRange made = ranges[id];
            if (made != null && (isWide || demanded.get(id))) {
                int exit = here + EXIT; // an exit behind it may need it
                int last = open.get(id) ? Math.max(ends[id], exit) : exit;
                extent(made, isWide).live(here + RESULT, last);
                open.clear(id);
            }
            open(nodeUses.exits(), here + EXIT, open);
            open(nodeUses.operands(), here, open);
            if (isWide) {
                open(nodeUses.served(), here, open);
            }
        }
        open.stream().forEach(id -> extent(range(id), isWide).live(start, ends[id]));
    }

    private void open(List<Node> values, int position, BitSet open) {
        for (int i = 0; i < values.size(); i++) {
            int id = values.get(i).id();
            if (!open.get(id)) {
                open.set(id);
                ends[id] = position;
            }
        }
    }

    private static LiveRange.Extent extent(LiveRange range, boolean isWide) {
        return isWide ? range.wide : range.narrow;
    }

    /** Notes which ranges would best have one place: the innermost loops' first. */
    private void relate() {
        List<Block> blocks = new ArrayList<>(order.blocks());
        blocks.sort(Comparator.comparingInt(block -> -nesting.depth(block)));
        for (Block block : blocks) {
            for (int way = 0; way < Order.successors(block); way++) {
                Edge edge = Order.successor(block, way);
                for (int i = 0; i < edge.arguments().size(); i++) {
                    relate(edge.to().parameter(i), edge.arguments().get(i));
                }
            }
        }
        for (Block block : blocks) {
            for (NodeUses nodeUses : needs.get(block.number())) {
                if (!nodeUses.node().inputs().isEmpty()) {
                    relate(nodeUses.node(), nodeUses.node().input(0));
                }
            }
        }
    }

    private void relate(Node one, Node other) {
        LiveRange first = ranges[one.id()];
        LiveRange second = ranges[States.origin(other).id()];
        if (first != null && second != null) {
            LiveRange.relate(first, second);
        }
    }

    private LiveRange range(Node value) {
        return range(value.id());
    }

    private LiveRange range(int id) {
        LiveRange range = ranges[id];
        if (range == null) {
            Node value = nodes[id];
            if (value == null) {
                throw new IllegalStateException("v" + id + " is in no block");
            }
            range = new LiveRange(value);
            ranges[id] = range;
        }
        return range;
    }
}
