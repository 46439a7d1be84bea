package dev.justjit.ir;

import dev.justjit.abi.Opcode;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows references through a graph: at each state, the graph owns what the state hands on and nothing else, and the
 * slots of the frame hold what it says; where paths meet they own the same.
 */
final class Ownership {
    /** Of an object that turned out to be one that never dies. */
    private static final int IMMORTAL = Integer.MIN_VALUE / 2;

    private final Graph graph;
    private final IdentityHashMap<Block, Owned> starts = new IdentityHashMap<>();

    private Ownership(Graph graph) {
        this.graph = graph;
    }

    /** What is owned at a point: references of the graph, and contents of slots; null where something stale is. */
    private static final class Owned {
        private final Map<Node, Integer> references = new HashMap<>();
        private final @Nullable Node[] slots;

        /** Slots that hold one of several objects, which nothing mentions. */
        private final BitSet lost = new BitSet();

        /** What was proved to die without notice. */
        private final Set<Node> quiet = new HashSet<>();

        Owned(int locals) {
            slots = new Node[locals];
        }

        Owned copy() {
            Owned copy = new Owned(slots.length);
            copy.references.putAll(references);
            copy.quiet.addAll(quiet);
            copy.lost.or(lost);
            System.arraycopy(slots, 0, copy.slots, 0, slots.length);
            return copy;
        }

        void add(Node value, int count) {
            Node object = object(value);
            if (isCounted(object) && isCounted(value)) {
                int sum = references.getOrDefault(object, 0) + count;
                if (sum == 0) {
                    references.remove(object);
                } else {
                    references.put(object, Math.max(sum, IMMORTAL));
                }
            }
        }

        void setImmortal(Node value) {
            references.put(object(value), IMMORTAL);
        }

        boolean isQuiet(@Nullable Node value) {
            return value == null
                    || value.type().diesQuietly()
                    || quiet.contains(value)
                    || isImmortal(value);
        }

        private boolean isImmortal(Node object) {
            return references.getOrDefault(object, 0) <= IMMORTAL / 2;
        }
    }

    /** The object itself, whatever was proved of it. */
    private static Node object(Node value) {
        Node object = value;
        while (object.op().result() == Result.SAME) {
            object = object.input(0);
        }
        return object;
    }

    private static boolean isCounted(Node value) {
        Kind kind = value.type().kind();
        boolean object = value.type().representation() == Representation.OBJECT;
        return object
                && kind != Kind.NULL
                && kind != Kind.NONE
                && kind != Kind.BOOL
                && !isSmall(value);
    }

    private static boolean isSmall(Node value) {
        return value.is(Op.CONST)
                && value.literal().kind() == Literal.Kind.INT
                && Typing.isCached(value.type());
    }

    /**
     * @throws IllegalStateException with the first violation
     */
    static void check(Graph graph, Order order) {
        new Ownership(graph).check(order);
    }

    private void check(Order order) {
        Owned entry = new Owned(graph.code().locals().size());
        Node unbound = null;
        for (Node node = graph.entry().first(); node != null; node = node.next()) {
            boolean isNull = node.is(Op.CONST) && node.type().is(Kind.NULL);
            unbound = isNull ? node : unbound;
        }
        for (int i = 0; i < entry.slots.length; i++) {
            entry.slots[i] = unbound;
        }
        for (int i = 0; i < graph.entry().parameters().size(); i++) {
            Node parameter = graph.entry().parameter(i);
            if (i < entry.slots.length) {
                entry.slots[i] = parameter;
            } else {
                entry.add(parameter, 1);
            }
        }
        starts.put(graph.entry(), entry);
        for (Block block : order.blocks()) {
            block(block, Objects.requireNonNull(starts.get(block)).copy());
        }
    }

    private static void fail(String problem, Node at) {
        throw new IllegalStateException(problem + " at " + at + " in " + at.block());
    }

    private void block(Block block, Owned owned) {
        for (Node node = block.first(); node != null; node = node.next()) {
            if (node.before() != null) {
                state(node.before(), owned, node);
            }
            Edge handler = node.handler();
            if (handler != null) {
                caught(node, handler, owned);
            }
            node(node, owned);
            FrameState after = node.after();
            if (after != null) {
                Owned then = owned.copy();
                for (int i = 0; i < node.uses().size(); i++) {
                    if (node.uses().user(i) instanceof Node by && by.is(Op.RESULT)) {
                        then.add(by, 1);
                    }
                }
                state(after, then, node);
            }
            for (int i = 0; i < node.targets(); i++) {
                way(node, i, owned.copy());
            }
        }
    }

    private void node(Node node, Owned owned) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.steals(i)) {
                owned.add(node.input(i), -1);
            }
        }
        switch (node.op()) {
            case GUARD_TYPE -> {
                if (node.detail() == Kind.BOOL || node.detail() == Kind.NONE) {
                    owned.setImmortal(node);
                }
                if (node.type().diesQuietly()) {
                    owned.quiet.add(object(node));
                }
            }
            case RETAIN -> owned.add(node.input(0), 1);
            case PUT_VALUE, PUT_SLOT -> owned.add(node.input(1), 1);
            case STORE_LOCAL -> store(node, owned);
            case LOAD_LOCAL -> load(node, owned);
            case RETURN -> {
                if (owned.references.values().stream().anyMatch(count -> count > 0)) {
                    fail("still owned: " + owned.references, node);
                }
            }
            default -> {
                if (makes(node)) {
                    owned.add(node, 1);
                }
            }
        }
    }

    /** Whether the value comes with a reference. */
    private static boolean makes(Node node) {
        boolean owned =
                node.op().result() == Result.OWNED || node.op().result() == Result.OWNED_OR_RAISED;
        return owned && !isForked(node) && !hasResults(node);
    }

    /** Whether the value is there on some paths only. */
    private static boolean isForked(Node node) {
        return node.targets() > 1;
    }

    private static boolean hasResults(Node node) {
        for (int i = 0; i < node.uses().size(); i++) {
            if (node.uses().user(i) instanceof Node by && by.is(Op.RESULT)) {
                return true;
            }
        }
        return false;
    }

    private static void store(Node node, Owned owned) {
        Node old = owned.slots[node.index()];
        if (owned.lost.get(node.index())) {
            fail("slot " + node.index() + " holds what nobody knows", node);
        }
        owned.slots[node.index()] = object(node.input(0));
        if (node.detail() != Replaced.STALE && old != null) {
            owned.add(old, 1);
        } else if (node.detail() == Replaced.STALE && !owned.isQuiet(old)) {
            fail(old + " is not stale", node);
        }
    }

    /** Whatever the slot holds has this name from now on. */
    private static void load(Node node, Owned owned) {
        if (owned.slots[node.index()] == null && !owned.lost.get(node.index())) {
            fail("slot " + node.index() + " holds something stale", node);
        }
        owned.slots[node.index()] = node;
        owned.lost.clear(node.index());
    }

    private void state(FrameState state, Owned owned, Node at) {
        Owned wanted = new Owned(0);
        for (FrameState each = state; each != null; each = each.parent()) {
            for (int i = 0; i < each.values().size(); i++) {
                if (each.parent() == null && i < each.locals()) {
                    slot(each, i, owned, at);
                } else if (each.isOwned(i)) {
                    wanted.add(each.values().get(i), 1);
                }
            }
        }
        compare(wanted, owned, at, state.toString());
    }

    private static void slot(FrameState state, int local, Owned owned, Node at) {
        Node there = owned.slots[local];
        if (owned.lost.get(local)) {
            fail("nobody knows what is in the slot of local " + local, at);
        }
        if (state.isInSlot(local)) {
            boolean same = there == object(state.local(local));
            if (!same) {
                fail("local " + local + " of " + state + " is not in its slot, but " + there, at);
            }
        } else if (!owned.isQuiet(there)) {
            fail("local " + local + " of " + state + " hides " + there, at);
        }
    }

    private static void compare(Owned wanted, Owned owned, Node at, String where) {
        for (Map.Entry<Node, Integer> each : owned.references.entrySet()) {
            int there = wanted.references.getOrDefault(each.getKey(), 0);
            if (!owned.isImmortal(each.getKey()) && there != each.getValue()) {
                fail(
                        each.getValue() + " of " + each.getKey() + " for " + there + " in " + where,
                        at);
            }
        }
        for (Node value : wanted.references.keySet()) {
            if (!owned.references.containsKey(value) && !wanted.isImmortal(value)) {
                fail(value + " is not owned, but in " + where, at);
            }
        }
    }

    /** An exception leaves of the frame's entries those that the handler finds. */
    private void caught(Node node, Edge handler, Owned before) {
        Owned owned = new Owned(before.slots.length);
        System.arraycopy(before.slots, 0, owned.slots, 0, owned.slots.length);
        owned.quiet.addAll(before.quiet);
        owned.lost.or(before.lost);
        FrameState state = Objects.requireNonNull(node.before());
        for (int i = 0; i < handler.depth(); i++) {
            owned.add(state.stack(i), 1);
        }
        follow(handler, owned);
    }

    private void way(Node node, int index, Owned owned) {
        if (isForked(node) && !node.is(Op.BRANCH)) {
            boolean ended = index == 1 && node.instruction().opcode() == Opcode.FOR_ITER;
            if (ended) {
                owned.add(node.input(0), -1);
            } else {
                owned.add(node, 1);
            }
        }
        follow(node.target(index), owned);
    }

    private void follow(Edge edge, Owned owned) {
        for (int i = 0; i < edge.arguments().size(); i++) {
            Node parameter = edge.to().parameter(i);
            Node argument = edge.arguments().get(i);
            boolean object = parameter.type().representation() == Representation.OBJECT;
            int slot = parameter.slot();
            if (slot < 0) {
                continue; // what slots keep alive, wherever it is
            }
            if (slot >= owned.slots.length && object) {
                owned.add(argument, -1);
                owned.add(parameter, 1);
            } else if (object) {
                if (owned.slots[slot] != object(argument)) {
                    fail("slot " + slot + " does not hold " + argument, edge.from());
                }
                owned.slots[slot] = parameter;
                owned.lost.clear(slot);
            }
        }
        Owned known = starts.get(edge.to());
        if (known == null) {
            starts.put(edge.to(), owned);
        } else {
            join(known, owned, edge.from());
        }
    }

    private static void join(Owned known, Owned owned, Node from) {
        compare(known, owned, from, "another way");
        for (int i = 0; i < known.slots.length; i++) {
            Node one = known.slots[i];
            Node two = owned.slots[i];
            if (one != two) {
                if (!known.isQuiet(one) || !owned.isQuiet(two)) {
                    known.lost.set(i);
                }
                known.slots[i] = null;
            }
        }
        known.quiet.retainAll(owned.quiet);
        known.lost.or(owned.lost);
    }
}
