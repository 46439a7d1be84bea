package dev.justjit.ir;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks what holds of every graph, whatever pass it comes from:
 *
 * <ul>
 *   <li>blocks end once, at their end; edges bring as many arguments as there are parameters, of their types;
 *   <li>a value is made on every path to where it is used, by nodes, states and edges;
 *   <li>each use is known to the value and each value to its users;
 *   <li>inputs and results are what the table of operations says;
 *   <li>what leaves, raises or is seen by others has the state of the frame, unless it is proved not to leave; what runs
 *       Python has the state after it too, unless control never goes on;
 *   <li>an exception is caught first in its block, and only where all edges in are those of exceptions.
 * </ul>
 */
public final class Verifier {
    private final Graph graph;
    private final Order order;

    /** Where nodes are in their blocks. */
    private final IdentityHashMap<Node, Integer> places = new IdentityHashMap<>();

    private @Nullable Node current;

    private Verifier(Graph graph) {
        this.graph = graph;
        order = new Order(graph);
    }

    /**
     * @throws IllegalStateException with the first violation and the listing
     */
    public static void verify(Graph graph) {
        for (Block block : graph.blocks()) {
            if (!block.hasEnd()) {
                throw new IllegalStateException(block + " has no end");
            }
        }
        Verifier verifier = new Verifier(graph);
        verifier.place();
        for (Block block : verifier.order.blocks()) {
            verifier.block(block);
        }
        try {
            Ownership.check(graph, verifier.order);
        } catch (IllegalStateException wrong) {
            throw new IllegalStateException(
                    wrong.getMessage() + "\n" + Printer.print(graph), wrong);
        }
    }

    private void place() {
        Set<Integer> ids = new HashSet<>();
        for (Block block : order.blocks()) {
            for (Node parameter : block.parameters()) {
                check(ids.add(parameter.id()), () -> "two nodes with the number of " + parameter);
                places.put(parameter, -1);
            }
            int place = 0;
            for (Node node = block.first(); node != null; node = node.next()) {
                check(ids.add(node.id()) && node.block() == block, "a node stands in two places");
                places.put(node, place++);
            }
        }
    }

    private void check(boolean holds, Supplier<String> problem) {
        if (!holds) {
            check(false, problem.get());
        }
    }

    private void check(boolean holds, String problem) {
        if (!holds) {
            String at = current == null ? "" : " at " + current + " in " + current.block();
            throw new IllegalStateException(problem + at + "\n" + Printer.print(graph));
        }
    }

    private void block(Block block) {
        for (Edge edge : block.predecessors()) {
            check(edge.to() == block, () -> "edge to another block among those to " + block);
            check(
                    edge.from().block().end() == edge.from(),
                    () -> "edge from within a block to " + block);
        }
        for (int i = 0; i < block.parameters().size(); i++) {
            check(!block.parameter(i).type().equals(Type.NONE), "parameter without a value");
        }
        for (Node node = block.first(); node != null; node = node.next()) {
            current = node;
            check(!node.endsBlock() || node.next() == null, "the block goes on");
            check(!node.is(Op.PARAMETER), "parameter among the nodes");
            node(node);
        }
        current = null;
    }

    private void node(Node node) {
        inputs(node);
        uses(node);
        states(node);
        for (int i = 0; i < node.targets(); i++) {
            edge(node.target(i));
        }
        Edge handler = node.handler();
        if (handler != null) {
            check(node.effects().raises(), "handler of what does not raise");
            edge(handler);
        }
        check(node.targets() == expectedTargets(node), "wrong number of targets");
        if (node.is(Op.CAUGHT) || node.is(Op.CAUGHT_AT)) {
            Node previous = node.previous();
            boolean behindPosition = previous != null && previous.is(Op.CAUGHT_AT);
            check(previous == null || node.is(Op.CAUGHT) && behindPosition, "caught late");
            for (Edge edge : node.block().predecessors()) {
                check(edge.isHandler(), "caught without an exception");
            }
        }
    }

    private static int expectedTargets(Node node) {
        return switch (node.op()) {
            case JUMP -> 1;
            case BRANCH -> 2;
            case RETURN, RAISE, LEAVE -> 0;
            default -> node.is(Op.GENERIC) || node.handler() != null ? node.targets() : 0;
        };
    }

    private void inputs(Node node) {
        Signature signature = node.op().signature();
        check(signature.allows(node.inputs().size()), "wrong number of inputs");
        for (int i = 0; i < node.inputs().size(); i++) {
            Node input = node.input(i);
            Representation wanted = signature.at(i);
            Representation there = input.type().representation();
            check(there == wanted, "input " + i + " is " + there);
            used(node.inputs(), i, node, false);
        }
        representation(node);
    }

    private void representation(Node node) {
        Representation there = node.type().representation();
        boolean fits =
                switch (node.op().result()) {
                    case NONE -> there == Representation.NONE;
                    case SAME, OWNED, BORROWED -> there.isObject();
                    case OWNED_OR_RAISED -> there.isObject() || there == Representation.NONE;
                    case CONSTANT -> there != Representation.NONE;
                    case INT64 -> there == Representation.INT64;
                    case DOUBLE -> there == Representation.DOUBLE;
                    case BOOL -> there == Representation.BOOL;
                };
        check(fits, () -> "the result is " + there);
    }

    private void uses(Node node) {
        for (int i = 0; i < node.uses().size(); i++) {
            User user = node.uses().user(i);
            if (user instanceof Node by) {
                check(
                        places.containsKey(by) || !by.isPlaced(),
                        "used by " + by + ", which is gone");
                check(by.inputs().contains(node), () -> "thinks that " + by + " uses it");
            } else if (user instanceof FrameState state) {
                check(state.isUsed(), () -> "used by " + state + ", which is gone");
            }
        }
    }

    private void states(Node node) {
        FrameState before = node.before();
        boolean virtual = node.type().representation() == Representation.VIRTUAL;
        boolean needless = !node.needsBefore() || virtual || Typing.isTotal(node);
        check(before != null || needless, "no state");
        if (before != null) {
            check(node.needsBefore(), "needless state");
            boolean exact = before.when() == FrameState.When.BEFORE;
            check(exact || !node.effects().isOrdered(), "state in the middle of an instruction");
            state(before, node, false);
        }
        FrameState after = node.after();
        boolean branches = node.targets() > 1;
        boolean goesOn = !node.endsBlock() || node.targets() > 0;
        if (node.needsAfter() && goesOn) {
            check(after != null || branches, "no state after it");
        }
        for (int i = 0; branches && !node.is(Op.BRANCH) && i < node.targets(); i++) {
            Node first = node.target(i).to().first();
            check(first != null && first.is(Op.WATCH), "no watch behind it");
        }
        if (after != null) {
            check(node.needsAfter() || node.is(Op.RELEASE), "needless state after it");
            state(after, node, true);
        }
    }

    private void state(FrameState state, Node at, boolean afterwards) {
        check(state.isUsed(), () -> state + " is gone");
        check(state.values().size() >= state.locals(), () -> state + " lacks locals");
        for (int i = 0; i < state.values().size(); i++) {
            used(state.values(), i, at, afterwards);
        }
        FrameState parent = state.parent();
        if (parent != null) {
            check(parent.when().isCall(), () -> parent + " does not call");
            state(parent, at, false);
        }
    }

    private void edge(Edge edge) {
        Block to = edge.to();
        check(to.number() >= 0, "edge to a block that is gone");
        check(to.predecessors().contains(edge), () -> to + " does not know the edge");
        check(
                edge.arguments().size() == to.parameters().size(),
                "wrong number of arguments for " + to);
        for (int i = 0; i < edge.arguments().size(); i++) {
            Type argument = edge.arguments().get(i).type();
            Type parameter = to.parameter(i).type();
            check(
                    argument.isA(parameter)
                            && argument.representation() == parameter.representation(),
                    "argument " + i + " for " + to + " is " + argument + ", not " + parameter);
            used(edge.arguments(), i, edge.from(), !edge.isHandler() && edge.from().targets() == 1);
        }
    }

    /** A value is used at a node, or behind it. */
    private void used(Inputs inputs, int index, Node at, boolean behind) {
        Node value = inputs.get(index);
        check(inputs.isKnown(index), () -> value + " does not know its use");
        Integer place = places.get(value);
        check(place != null, () -> value + " stands nowhere");
        Block made = value.block();
        if (behind && value.is(Op.RESULT) && value.input(0) == at) {
            return; // a result is there when the node is done
        }
        if (made == at.block()) {
            Integer here = places.get(at);
            check(here != null && place != null, "nowhere");
            int last = java.util.Objects.requireNonNull(here);
            check(
                    java.util.Objects.requireNonNull(place) < (behind ? last + 1 : last),
                    value + " is made too late");
        } else {
            check(order.dominates(made, at.block()), () -> value + " is not made on every way");
            check(
                    !value.endsBlock() || goesOnAlone(value, at.block()),
                    value + " is not made on this way");
        }
    }

    /** Whether the block is reached through a target of the node to which nothing else leads. */
    private boolean goesOnAlone(Node node, Block block) {
        for (int i = 0; i < node.targets(); i++) {
            Block next = node.target(i).to();
            if (next.predecessors().size() == 1 && order.dominates(next, block)) {
                return true;
            }
        }
        return false;
    }
}
