package dev.justjit.ir;

import org.jspecify.annotations.Nullable;

/**
 * One operation in a block, and the value that it makes. Nodes are made by {@link Graph} and identified by themselves;
 * their numbers are for listings and never change.
 */
public final class Node implements User {
    static final Node[] NO_NODES = {};
    private static final Edge[] NO_EDGES = {};

    private final int id;
    private final Op op;
    private final int index;
    private final @Nullable Object detail;
    private final Inputs inputs = new Inputs(this);
    private final Uses uses = new Uses();
    private Type type;
    private @Nullable FrameState before;
    private @Nullable FrameState after;
    private Edge[] targets = NO_EDGES;
    private @Nullable Edge handler;
    private String name = "";
    private @Nullable Block block;
    private @Nullable Node previous;
    private @Nullable Node next;

    private final int unit;

    Node(int id, Op op, Type type, int index, @Nullable Object detail, int unit) {
        this.id = id;
        this.unit = unit;
        this.op = op;
        this.type = type;
        this.index = index;
        this.detail = detail;
    }

    /** Number in the graph; never given twice. */
    public int id() {
        return id;
    }

    /** The operation, which never changes. */
    public Op op() {
        return op;
    }

    /** What the operation does; an object that dies without running Python is let go of without notice. */
    public Effects effects() {
        return switch (op) {
            case RELEASE -> input(0).type().diesQuietly() ? QUIET_RELEASE : op.effects();
            default -> op.effects();
        };
    }

    private static final Effects QUIET_RELEASE = Effects.NONE.counting().stealing(0);

    /** Whether the node takes over the reference to an input. */
    public boolean steals(int input) {
        return op.effects().steals(input) && (op != Op.GENERIC || input >= index);
    }

    /**
     * Whether the state of the frame before the instruction is needed: it leaves, or others see it meanwhile. While an
     * object is let go of they see the frame after the instruction.
     */
    public boolean needsBefore() {
        Effects effects = op.effects();
        return effects.leaves() != Leaves.NEVER || effects.runsPython() || effects.releasesOld();
    }

    /**
     * Whether the state after the instruction is needed: Python code ran, or may run when an object is let go of, and
     * what was proved before may be wrong then.
     */
    public boolean needsAfter() {
        Effects effects = effects();
        return effects.runsPython() || effects.releasesOld() || effects.finalizes();
    }

    /**
     * Unit of the instruction of the graph's own code that the node was made for, that of the call in inlined code; -1 if
     * it is none's. Exits are counted there, wherever the interpreter goes on.
     */
    public int unit() {
        return unit;
    }

    /** A number that is part of the operation: see {@link Op}. */
    public int index() {
        return index;
    }

    /** The slot of the frame that a parameter is for. */
    public int slot() {
        return index;
    }

    /** What else is part of the operation: see {@link Op}. */
    public @Nullable Object detail() {
        return detail;
    }

    /** The detail of a CONST. */
    public Literal literal() {
        if (detail instanceof Literal literal) {
            return literal;
        }
        throw new IllegalStateException(this + " has no literal");
    }

    /** The detail of a GENERIC. */
    public Instruction instruction() {
        if (detail instanceof Instruction instruction) {
            return instruction;
        }
        throw new IllegalStateException(this + " is no instruction");
    }

    /** Whether it is this operation. */
    public boolean is(Op wanted) {
        return op == wanted;
    }

    /** What is known of the value here and wherever it is used. */
    public Type type() {
        return type;
    }

    /** Says what is known of the value from now on. */
    public void setType(Type newType) {
        type = newType;
    }

    /** Name of the local that the value came to the graph or the block as; for listings only. */
    public String name() {
        return name;
    }

    /** See {@link #name}. */
    public void setName(String local) {
        name = local;
    }

    /** The values that it works on, in the order of the operation. */
    public Inputs inputs() {
        return inputs;
    }

    /** The value at a place. */
    public Node input(int place) {
        return inputs.get(place);
    }

    /** Who uses its value. */
    public Uses uses() {
        return uses;
    }

    /** The frame before the instruction: where the node leaves, and what an onlooker sees. */
    public @Nullable FrameState before() {
        return before;
    }

    /** The frame after the instruction: where a node that ran Python leaves when something changed meanwhile. */
    public @Nullable FrameState after() {
        return after;
    }

    /** Gives the node its state; null: it is proved not to leave. */
    public void setBefore(@Nullable FrameState state) {
        before = FrameState.replace(before, state);
    }

    /** Gives the node its state behind it; null: nothing that it runs can change the frame. */
    public void setAfter(@Nullable FrameState state) {
        after = FrameState.replace(after, state);
    }

    /** Where control goes next; the order is that of the operation. Empty if the node does not end its block. */
    public int targets() {
        return targets.length;
    }

    /** Where control goes, by the order of the operation. */
    public Edge target(int place) {
        return targets[place];
    }

    /** Where an exception goes, or null: out of the function, or the node raises none. */
    public @Nullable Edge handler() {
        return handler;
    }

    /** Whether it is the last node of its block. */
    public boolean endsBlock() {
        return op.effects().endsBlock() || targets.length > 0 || handler != null;
    }

    /** Lets control go on at the blocks; arguments are added to the edges. */
    public void setTargets(Block... blocks) {
        for (Edge edge : targets) {
            edge.disconnect();
        }
        targets = blocks.length == 0 ? NO_EDGES : new Edge[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            targets[i] = new Edge(this, blocks[i]);
        }
    }

    /**
     * Lets exceptions go to the block.
     *
     * @param depth see {@link Edge#depth}
     */
    public Edge setHandler(Block to, int depth) {
        if (handler != null) {
            handler.disconnect();
        }
        Edge edge = new Edge(this, to);
        edge.setDepth(depth);
        handler = edge;
        return edge;
    }

    /** The block that the node stands in. */
    public Block block() {
        if (block == null) {
            throw new IllegalStateException(this + " stands in no block");
        }
        return block;
    }

    /** Whether it stands in a block. */
    public boolean isPlaced() {
        return block != null;
    }

    /** The node before it in its block, or null. */
    public @Nullable Node previous() {
        return previous;
    }

    /** The node behind it in its block, or null. */
    public @Nullable Node next() {
        return next;
    }

    void place(@Nullable Block where, @Nullable Node newPrevious, @Nullable Node newNext) {
        block = where;
        previous = newPrevious;
        next = newNext;
    }

    void setPrevious(@Nullable Node node) {
        previous = node;
    }

    void setNext(@Nullable Node node) {
        next = node;
    }

    /** Lets everything that uses this value use the other one. The node itself stays. */
    public void replaceUses(Node other) {
        if (other != this) {
            uses.giveTo(other);
        }
    }

    /** Lets everything that uses this value use the other one, and removes the node. */
    public void replaceBy(Node other) {
        replaceUses(other);
        remove();
    }

    /**
     * Takes the node out of its block, with its edges and states.
     *
     * @throws IllegalStateException if the value is used
     */
    public void remove() {
        if (!uses.isEmpty()) {
            throw new IllegalStateException(this + " is used");
        }
        drop();
    }

    /** Drops the inputs of a node that was never placed. */
    public void discard() {
        inputs.clear();
    }

    /** As {@link #remove}, though it may be used: by what is dropped as well. */
    public void drop() {
        inputs.clear();
        setBefore(null);
        setAfter(null);
        setTargets();
        if (handler != null) {
            handler.disconnect();
            handler = null;
        }
        block().unlink(this);
    }

    @Override
    public String toString() {
        return "v" + id + " " + op.text();
    }
}
