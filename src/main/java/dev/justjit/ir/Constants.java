package dev.justjit.ir;

import java.util.HashMap;
import java.util.Map;

/** The constants of a graph: one node for each, at the start of its entry, so that all blocks may use it. */
public final class Constants {
    private final Graph graph;
    private final Map<Literal, Node> objects = new HashMap<>();
    private final Map<Literal, Node> raw = new HashMap<>();

    /** Those that the graph has. */
    public Constants(Graph graph) {
        this.graph = graph;
        for (Node node = graph.entry().first(); node != null; node = node.next()) {
            if (node.is(Op.CONST)) {
                boolean object = node.type().representation() == Representation.OBJECT;
                (object ? objects : raw).put(node.literal(), node);
            }
        }
    }

    public Node object(Literal literal) {
        return objects.computeIfAbsent(literal, each -> place(each, each.type()));
    }

    public Node raw(long value) {
        return raw(Literal.ofInt(value), Type.int64(value, value));
    }

    public Node raw(double value) {
        return raw(Literal.ofFloat(value), Type.DOUBLE);
    }

    public Node raw(boolean value) {
        return raw(Literal.ofBool(value), Type.FLAG);
    }

    private Node raw(Literal literal, Type type) {
        return raw.computeIfAbsent(literal, each -> place(each, type));
    }

    private Node place(Literal literal, Type type) {
        Node node = graph.detached(Op.CONST, type, 0, literal);
        graph.entry().prepend(node);
        return node;
    }
}
