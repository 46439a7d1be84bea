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

    /** The node of an object. */
    public Node object(Literal literal) {
        return objects.computeIfAbsent(literal, each -> place(each, each.type()));
    }

    /** The node of an int without an object. */
    public Node raw(long value) {
        return raw(Literal.ofInt(value), Type.int64(value, value));
    }

    /** The node of a float without an object; a NaN of other bits, and -0.0, are others. */
    public Node raw(double value) {
        return raw(Literal.ofFloat(value), Type.DOUBLE);
    }

    /** The node of a flag. */
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
