package dev.justjit.ir;

/** From the end of one block to the start of another, with the values of that block's parameters. */
public final class Edge implements User {
    private final Node from;
    private final Block to;
    private final Inputs arguments = new Inputs(this);

    /** Of an edge to a handler. */
    private int depth;

    /** Where the edge stands in the predecessors of its target. */
    private int place;

    Edge(Node from, Block to) {
        this.from = from;
        this.to = to;
        place = to.addPredecessor(this);
    }

    /** The node that ends the block which this leads out of. */
    public Node from() {
        return from;
    }

    /** The block that it leads to. */
    public Block to() {
        return to;
    }

    /** The values of that block's parameters, in their order. */
    public Inputs arguments() {
        return arguments;
    }

    /** Whether exceptions take it. */
    public boolean isHandler() {
        return from.handler() == this;
    }

    /** Whether suspended frames go on behind the edge: in a block that it leads to, or in one that this block only jumps to. */
    public boolean isResuming() {
        Edge edge = this;
        while (!edge.to.isResumed()) {
            Node first = edge.to.first();
            if (first == null || !first.is(Op.JUMP) || first == edge.from) {
                return false;
            }
            edge = first.target(0);
        }
        return true;
    }

    /**
     * How many entries of the stack an edge to a handler leaves there. The others, but for those that the node takes
     * over, are let go of on the way, the topmost first.
     */
    public int depth() {
        return depth;
    }

    void setDepth(int entries) {
        depth = entries;
    }

    void setPlace(int newPlace) {
        place = newPlace;
    }

    void disconnect() {
        arguments.clear();
        to.removePredecessor(place);
    }
}
