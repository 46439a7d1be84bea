package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Folding;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import dev.justjit.ir.Type;
import dev.justjit.ir.Typing;
import dev.justjit.ir.User;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that blocks hand on come as numbers, where all ways have them as such and nobody but exits sees their objects:
 * then it makes no difference which object it is.
 */
final class UnboxedParameters implements Pass {
    @Override
    public void run(Graph graph) {
        new Work(graph).run();
    }

    private static final class Work {
        private final Graph graph;
        private final Order order;
        private final Constants constants;
        private final Set<Node> chosen = new LinkedHashSet<>();

        Work(Graph graph) {
            this.graph = graph;
            order = new Order(graph);
            constants = new Constants(graph);
        }

        void run() {
            for (Block block : order.blocks()) {
                for (Node parameter : block.parameters()) {
                    Kind kind = parameter.type().kind();
                    boolean object = parameter.type().representation().isObject();
                    if (block != graph.entry()
                            && object
                            && (kind == Kind.INT || kind == Kind.FLOAT)) {
                        chosen.add(parameter);
                    }
                }
            }
            while (chosen.removeIf(parameter -> !isAlone(parameter) || !haveNumbers(parameter))) {
                // one that stays an object may be an argument of others
            }
            for (Node parameter : new ArrayList<>(chosen)) {
                unbox(parameter);
            }
        }

        /**
         * Whether all that use the object want its number, or are exits, or end the frame: then nobody can compare it
         * with the object that another block makes of the same number.
         */
        private boolean isAlone(Node object) {
            for (int i = 0; i < object.uses().size(); i++) {
                User user = object.uses().user(i);
                boolean alone =
                        user instanceof FrameState
                                || user instanceof Node by
                                        && (by.is(unboxing(object)) || by.is(Op.RETURN))
                                || user instanceof Edge edge && isHandedOn(edge, object);
                if (!alone) {
                    return false;
                }
            }
            return true;
        }

        private boolean isHandedOn(Edge edge, Node object) {
            for (int i = 0; i < edge.arguments().size(); i++) {
                if (edge.arguments().get(i) == object && !chosen.contains(edge.to().parameter(i))) {
                    return false;
                }
            }
            return true;
        }

        private boolean haveNumbers(Node parameter) {
            int place = parameter.block().parameters().indexOf(parameter);
            for (Edge edge : parameter.block().predecessors()) {
                Node argument = edge.arguments().get(place);
                boolean kind = argument.type().kind() == parameter.type().kind();
                boolean known =
                        argument.is(Op.CONST)
                                || chosen.contains(argument)
                                || argument.is(boxing(parameter)) && isAlone(argument);
                if (!kind || !known) {
                    return false;
                }
            }
            return true;
        }

        private static Op unboxing(Node object) {
            return object.type().is(Kind.INT) ? Op.UNBOX_INT : Op.UNBOX_FLOAT;
        }

        private static Op boxing(Node object) {
            return object.type().is(Kind.INT) ? Op.BOX_INT : Op.BOX_FLOAT;
        }

        /** A number takes the place of the object; for exits it is boxed at the start of the block. */
        private void unbox(Node parameter) {
            Block block = parameter.block();
            boolean isInt = parameter.type().is(Kind.INT);
            Node number = block.addParameter(isInt ? Type.INT64 : Type.DOUBLE);
            number.setName(parameter.name());
            int place = block.parameters().indexOf(parameter);
            Node box = graph.detached(boxing(parameter), parameter.type(), 0, null, number);
            box.setName(parameter.name());
            for (Edge edge : block.predecessors()) {
                Node argument = edge.arguments().get(place);
                edge.arguments().add(numberOf(argument, edge));
            }
            block.prepend(box);
            box.setType(Typing.of(box).virtual());
            returnObjects(parameter, number);
            parameter.replaceUses(box);
            chosen.remove(parameter);
            chosen.add(box);
            drop(block, place);
        }

        /** What is returned is made where it is returned. */
        private void returnObjects(Node parameter, Node number) {
            for (int i = parameter.uses().size() - 1; i >= 0; i--) {
                if (parameter.uses().user(i) instanceof Node by && by.is(Op.RETURN)) {
                    Node made = graph.detached(boxing(parameter), Type.NONE, 0, null, number);
                    made.setType(Typing.of(made));
                    made.setBefore(Typing.isTotal(made) ? null : by.before());
                    by.block().insertBefore(made, by);
                    by.inputs().set(0, made);
                }
            }
        }

        /** The number of an argument; of a parameter that is still to be unboxed it is found when that one is. */
        private Node numberOf(Node argument, Edge edge) {
            Node unbox = graph.detached(unboxing(argument), Type.NONE, 0, null, argument);
            unbox.setType(Typing.of(unbox));
            Node folded = folded(unbox);
            if (folded != null) {
                unbox.discard();
                return folded;
            }
            edge.from().block().insertBefore(unbox, edge.from());
            return unbox;
        }

        private @Nullable Node folded(Node unbox) {
            return new Folding(constants).of(unbox);
        }

        private static void drop(Block block, int place) {
            java.util.BitSet one = new java.util.BitSet();
            one.set(place);
            block.dropParameters(one);
        }
    }
}
