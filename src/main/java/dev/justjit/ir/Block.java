package dev.justjit.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that run one after the other, from the first to the last. Values come in as parameters; where there is only one
 * edge in, or all edges bring the same, there is no parameter.
 */
public final class Block {
    private final int id;
    private final Graph graph;
    private final List<Node> parameters = new ArrayList<>();
    private final List<Edge> predecessors = new ArrayList<>();
    private @Nullable Node first;
    private @Nullable Node last;

    private boolean resumed;

    /** Index in an order of all blocks: whoever makes such an order numbers the blocks. */
    private int number;

    Block(int id, Graph graph) {
        this.id = id;
        this.graph = graph;
    }

    /** Number in the graph, for listings; never given twice. */
    public int id() {
        return id;
    }

    /** The graph that it belongs to. */
    public Graph graph() {
        return graph;
    }

    /**
     * Whether frames go on here that were suspended: others may have had them meanwhile. Each slot is a parameter, nothing
     * is known of any, and no value from before is used.
     */
    public boolean isResumed() {
        return resumed;
    }

    /** See {@link #isResumed}; whoever builds the block says so before anything leads to it. */
    public void setResumed() {
        resumed = true;
    }

    /** Index in the latest {@link Order} of the graph's blocks; -1 if it is not in it. */
    public int number() {
        return number;
    }

    void setNumber(int newNumber) {
        number = newNumber;
    }

    /** Its parameters, in the order of the arguments of each edge to it. Not to be changed. */
    public List<Node> parameters() {
        return parameters;
    }

    /** The parameter at a place. */
    public Node parameter(int place) {
        return parameters.get(place);
    }

    /**
     * A new parameter, behind the others; whoever adds it adds an argument to each edge.
     *
     * @param slot the slot of the frame that it is for: locals, then the stack
     */
    public Node addParameter(Type type, int slot) {
        Node parameter = graph.detached(Op.PARAMETER, type, slot, null);
        parameter.place(this, null, null);
        parameters.add(parameter);
        return parameter;
    }

    /**
     * Drops parameters and their arguments.
     *
     * @param dropped which; they may be used by what is dropped as well
     */
    public void dropParameters(java.util.BitSet dropped) {
        for (int i = dropped.length() - 1; i >= 0; i--) {
            if (dropped.get(i)) {
                parameters.remove(i);
                for (Edge edge : predecessors) {
                    edge.arguments().remove(i);
                }
            }
        }
    }

    /** The edges that lead to it, in no particular order. Not to be changed. */
    public List<Edge> predecessors() {
        return predecessors;
    }

    int addPredecessor(Edge edge) {
        predecessors.add(edge);
        return predecessors.size() - 1;
    }

    void removePredecessor(int place) {
        Edge moved = predecessors.remove(predecessors.size() - 1);
        if (place < predecessors.size()) {
            predecessors.set(place, moved);
            moved.setPlace(place);
        }
    }

    /** The first node, or null: it is empty. */
    public @Nullable Node first() {
        return first;
    }

    /** The last node, or null: it is empty. */
    public @Nullable Node last() {
        return last;
    }

    /** The node that ends the block. */
    public Node end() {
        Node end = last;
        if (end == null || !end.endsBlock()) {
            throw new IllegalStateException("b" + id + " has no end");
        }
        return end;
    }

    /** Whether it has the node that ends it. */
    public boolean hasEnd() {
        return last != null && last.endsBlock();
    }

    /** Puts a node that stands nowhere at the end. */
    public void append(Node node) {
        link(node, last, null);
    }

    /** Puts a node that stands nowhere before another one. */
    public void insertBefore(Node node, Node other) {
        link(node, other.previous(), other);
    }

    /** Puts a node that stands nowhere before all others. */
    public void prepend(Node node) {
        link(node, null, first);
    }

    private void link(Node node, @Nullable Node previous, @Nullable Node next) {
        node.place(this, previous, next);
        if (previous == null) {
            first = node;
        } else {
            previous.setNext(node);
        }
        if (next == null) {
            last = node;
        } else {
            next.setPrevious(node);
        }
    }

    void unlink(Node node) {
        if (node.is(Op.PARAMETER)) {
            return;
        }
        Node previous = node.previous();
        Node next = node.next();
        if (previous == null) {
            first = next;
        } else {
            previous.setNext(next);
        }
        if (next == null) {
            last = previous;
        } else {
            next.setPrevious(previous);
        }
        node.place(null, null, null);
    }

    /** Lets the nodes of a block follow those of this one, which has no end any more. */
    public void take(Block other) {
        Node node = other.first;
        while (node != null) {
            Node following = node.next();
            node.place(null, null, null);
            append(node);
            node = following;
        }
        other.first = null;
        other.last = null;
    }

    @Override
    public String toString() {
        return "b" + id;
    }
}
