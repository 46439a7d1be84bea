package dev.justjit.lower;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which values the slots of the interpreter's frame hold: the locals of the frame, and entries of the stack since a whole
 * instruction has found or left them there. Such a value needs no other place as long as it is used from there.
 */
final class SlotFlow {
    private final Flow flow;
    private final InstructionTable instructions;
    private final int locals;
    private final int slots;

    /** By the number of the block; null: nothing leads there yet. */
    private final @Nullable Node[] @Nullable [] starts;

    /** The same before the end of the block. */
    private final @Nullable Node[] @Nullable [] ends;

    private final Order order;
    private final Graph graph;
    private final CalleeFrames frames;

    SlotFlow(
            Graph graph,
            Order order,
            Flow flow,
            InstructionTable instructions,
            CalleeFrames frames) {
        this.frames = frames;
        this.graph = graph;
        this.order = order;
        this.flow = flow;
        this.instructions = instructions;
        locals = flow.image().localsPlus();
        slots = frames.slots();
        starts = new Node[order.size()][];
        ends = new Node[order.size()][];
    }

    /** Number of slots: locals, then the stack, then those of callees' frames. */
    int size() {
        return slots;
    }

    /** Finds what holds at the start of each block. */
    void run() {
        @Nullable Node[] entry = new Node[slots];
        for (Node parameter : graph.entry().parameters()) {
            entry[parameter.slot()] = parameter;
        }
        begin(order.at(0), entry);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : order.blocks()) {
                changed |= block.number() > 0 && meet(block);
            }
        }
    }

    /** A copy of what the slots hold at the start of a block. */
    @Nullable Node[] start(Block block) {
        @Nullable Node[] start = starts[block.number()];
        return start == null ? new Node[slots] : start.clone();
    }

    /** Where a parameter of a block that is resumed is: what is said to be handed on may have been exchanged there. */
    Location resumed(Node parameter) {
        int slot = find(start(parameter.block()), parameter);
        if (slot < 0) {
            throw new IllegalStateException(parameter + " is in no slot");
        }
        return Location.slot(slot);
    }

    /** What the slots hold on the way along an edge; null if it is not known to be taken. */
    @Nullable Node @Nullable [] along(Edge edge) {
        int from = edge.from().block().number();
        @Nullable Node[] end = from < 0 ? null : ends[from];
        if (end == null) {
            return null;
        }
        @Nullable Node[] held = end.clone();
        along(edge, held);
        return held;
    }

    private boolean meet(Block block) {
        List<@Nullable Node[]> ways = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (Edge edge : block.predecessors()) {
            @Nullable Node[] held = along(edge);
            if (held != null) {
                ways.add(held);
                edges.add(edge);
            }
        }
        if (ways.isEmpty()) {
            return false;
        }
        @Nullable Node[] met = ways.get(0).clone();
        for (int i = 0; i < slots; i++) {
            for (@Nullable Node[] way : ways) {
                met[i] = met[i] == way[i] ? met[i] : null;
            }
        }
        if (block.isResumed()) {
            Arrays.fill(met, 0, locals, null); // whoever had the frame may have changed them
        }
        int first = block.isResumed() ? locals : 0;
        for (int place = 0; place < block.parameters().size(); place++) {
            int slot = slotOf(block, place, edges, ways, first);
            if (slot >= 0) {
                met[slot] = block.parameter(place);
            }
            if (block.isResumed() && slot >= first) {
                first = slot + 1; // each slot is a parameter of its own, in order
            }
        }
        @Nullable Node[] old = starts[block.number()];
        for (int i = 0; old != null && i < slots; i++) {
            met[i] = old[i] == met[i] ? old[i] : null; // once in doubt, in doubt for good
        }
        if (Arrays.equals(old, met)) {
            return false;
        }
        begin(block, met);
        return true;
    }

    private void begin(Block block, @Nullable Node[] start) {
        starts[block.number()] = start;
        @Nullable Node[] held = start.clone();
        Node end = block.end();
        for (Node node = block.first(); node != null && node != end; node = node.next()) {
            pass(node, held);
        }
        ends[block.number()] = held;
    }

    /** The slot that holds the argument for a parameter on all edges: at best that of its own local, else from one on; or -1. */
    private int slotOf(
            Block block, int place, List<Edge> edges, List<@Nullable Node[]> ways, int first) {
        int own = graph.code().locals().indexOf(block.parameter(place).name());
        if (own >= 0 && holdsAll(own, place, edges, ways)) {
            return own;
        }
        for (int i = first; i < slots; i++) {
            if (holdsAll(i, place, edges, ways)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean holdsAll(
            int slot, int place, List<Edge> edges, List<@Nullable Node[]> ways) {
        for (int i = 0; i < ways.size(); i++) {
            if (ways.get(i)[slot] != States.origin(edges.get(i).arguments().get(place))) {
                return false;
            }
        }
        return true;
    }

    /** The slot that holds a value, or -1. */
    static int find(@Nullable Node[] held, @Nullable Node value) {
        for (int i = 0; i < held.length; i++) {
            if (held[i] == value) {
                return i;
            }
        }
        return -1;
    }

    /** Changes what is held to what holds behind a node, if control goes on in its block. */
    void pass(Node node, @Nullable Node[] held) {
        if (States.isWhole(node)) {
            settle(node, held);
            FrameState behind = States.behind(node, 0);
            if (behind != null) {
                load(behind, held);
            }
        } else if (node.is(Op.CAUGHT_AT)) {
            held[locals + handler(node.block()).depth()] = node;
        } else if (node.is(Op.CAUGHT)) {
            ExceptionTable.Entry handler = handler(node.block());
            held[locals + handler.depth() + (handler.lasti() ? 1 : 0)] = node;
        } else if (node.is(Op.STORE_LOCAL)) {
            held[node.index()] = States.origin(node.input(0));
        } else if (node.is(Op.LOAD_LOCAL)) {
            held[node.index()] = node;
        }
        @Nullable FrameState shown = shown(node);
        if (shown != null) {
            doubt(shown, held);
        }
    }

    /** The frame that others may see while a node that is no whole instruction is done: out of the way it is made so. */
    private static @Nullable FrameState shown(Node node) {
        if (States.isWhole(node)) {
            return null;
        }
        FrameState before = node.before();
        boolean inlined = before != null && before.parent() != null;
        return node.is(Op.SAFEPOINT) && !inlined ? before : node.after();
    }

    /** Slots that get something else where the frame is completed, which it is on one path and not on the other. */
    private void doubt(FrameState shown, @Nullable Node[] held) {
        for (int i = 0; i < locals; i++) {
            held[i] = shown.isInSlot(i) ? held[i] : null;
        }
        for (int i = 0; i < shown.depth(); i++) {
            Node entry = States.origin(shown.stack(i));
            boolean moved = States.isObject(entry) && held[locals + i] != entry;
            held[locals + i] = moved ? null : held[locals + i];
        }
        for (int i = locals + shown.depth(); i < slots; i++) {
            boolean copy = find(held, held[i]) < locals; // the local may be another one afterwards
            held[i] = copy ? null : held[i];
        }
    }

    private void along(Edge edge, @Nullable Node[] held) {
        Node node = edge.from();
        if (!States.isWhole(node)) {
            return;
        }
        settle(node, held);
        if (edge.isHandler()) {
            Arrays.fill(held, locals + edge.depth(), slots, null);
            return;
        }
        for (int way = 0; way < node.targets(); way++) {
            FrameState behind = States.behind(node, way);
            if (node.target(way) == edge && behind != null) {
                load(behind, held);
            }
        }
    }

    /** A whole instruction finds all entries of the stack in their slots. */
    private void settle(Node node, @Nullable Node[] held) {
        FrameState before = node.before();
        if (before != null) {
            enter(before, held);
        }
    }

    /** What a whole instruction finds, or leaves, in slots other than the function's own locals. */
    private void enter(FrameState state, @Nullable Node[] held) {
        if (state.parent() != null) {
            Arrays.fill(held, frames.own(), slots, null);
        }
        frames.entries(state, (slot, value) -> held[slot] = value);
    }

    private void load(FrameState state, @Nullable Node[] held) {
        FrameState own = state.outermost();
        for (int i = 0; i < locals; i++) {
            held[i] = own.isInSlot(i) ? States.origin(own.local(i)) : null;
        }
        Arrays.fill(held, locals, frames.own(), null);
        enter(state, held);
    }

    private ExceptionTable.Entry handlerOf(Edge edge) {
        ExceptionTable.Entry handler = flow.handlerOf(instructions.of(edge.from()));
        if (handler == null) {
            throw new IllegalStateException(edge.from() + " has no handler");
        }
        return handler;
    }

    /** The entry of the exception table that leads to a block. */
    private ExceptionTable.Entry handler(Block block) {
        return handlerOf(block.predecessors().get(0));
    }
}
