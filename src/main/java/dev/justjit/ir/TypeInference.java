package dev.justjit.ir;

/**
 * The types of all values, with parameters of loops: a value has the type that follows from the others, not one that
 * would have to be assumed. Ranges of ints that grow from turn to turn become open.
 */
public final class TypeInference {
    private static final int PATIENCE = 3;

    private TypeInference() {}

    /** Sets the types of all nodes. */
    public static void run(Graph graph) {
        Order order = new Order(graph);
        Type[] old = new Type[graph.nodeLimit()];
        int[] changes = new int[graph.nodeLimit()];
        for (Block block : order.blocks()) {
            if (block != graph.entry() && !block.isResumed()) {
                block.parameters().forEach(parameter -> forget(parameter, old));
            }
            for (Node node = block.first(); node != null; node = node.next()) {
                if (!node.is(Op.CONST)) {
                    forget(node, old);
                }
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : order.blocks()) {
                changed |= !block.isResumed() && join(block, changes);
                changed |= compute(block, old);
            }
        }
        restore(order, old);
    }

    private static void forget(Node node, Type[] old) {
        old[node.id()] = node.type();
        node.setType(Type.never(node.type().representation()));
    }

    private static boolean join(Block block, int[] changes) {
        boolean changed = false;
        for (int i = 0; i < block.parameters().size(); i++) {
            Node parameter = block.parameter(i);
            Type type = parameter.type();
            for (Edge edge : block.predecessors()) {
                if (edge.from().block().number() >= 0) {
                    type = type.join(edge.arguments().get(i).type());
                }
            }
            if (!type.equals(parameter.type())) {
                boolean open = ++changes[parameter.id()] > PATIENCE;
                parameter.setType(open ? widened(parameter.type(), type) : type);
                changed = true;
            }
        }
        return changed;
    }

    /** The bounds that move become open. */
    private static Type widened(Type before, Type after) {
        if (!after.is(Kind.INT) || !before.is(Kind.INT)) {
            return after;
        }
        long low = after.low() < before.low() ? Long.MIN_VALUE : after.low();
        long high = after.high() > before.high() ? Long.MAX_VALUE : after.high();
        return after.representation().isObject() ? Type.ofInt(low, high) : Type.int64(low, high);
    }

    private static boolean compute(Block block, Type[] old) {
        boolean changed = false;
        for (Node node = block.first(); node != null; node = node.next()) {
            if (!node.is(Op.CONST) && isKnown(node)) {
                Type type = hasOwn(node) ? old[node.id()] : Typing.of(node);
                changed |= !type.equals(node.type());
                node.setType(type);
            }
        }
        return changed;
    }

    /** Whether the type does not depend on those of the inputs. */
    private static boolean hasOwn(Node node) {
        return node.effects().runsPython() || node.is(Op.RESULT);
    }

    private static boolean isKnown(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.input(i).type().isNever()) {
                return false;
            }
        }
        return true;
    }

    /** What nothing reaches keeps the type that it had. */
    private static void restore(Order order, Type[] old) {
        for (Block block : order.blocks()) {
            for (Node parameter : block.parameters()) {
                restore(parameter, old);
            }
            for (Node node = block.first(); node != null; node = node.next()) {
                restore(node, old);
            }
        }
    }

    private static void restore(Node node, Type[] old) {
        if (node.type().isNever() && old[node.id()] != null) {
            node.setType(old[node.id()]);
        }
    }
}
