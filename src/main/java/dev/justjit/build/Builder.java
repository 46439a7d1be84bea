package dev.justjit.build;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Folding;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Representation;
import dev.justjit.ir.Type;
import dev.justjit.ir.ValueTable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the families of opcodes work on: the frame as it is at this point of the bytecode, with values in its slots, and
 * the block that grows. It folds, finds values that are there already, and gives each node the states that it needs.
 *
 * <p>An instruction makes all its nodes before it pushes its results: states are of the frame before it.
 */
final class Builder {
    private final Graph graph;
    private final Constants constants;
    private final Frame frame;
    private final References references;
    private final @Nullable Inlining inlining;
    private Scope scope;

    private final States states;
    private final LocalSlots locals;
    private final PendingReleases pendingReleases = new PendingReleases();
    private final NodeInsertion nodes;
    private @Nullable Block block;
    private Body.@Nullable Meaning meaning;
    private boolean split;

    /**
     * @param first the instruction at which the graph is entered
     * @param inlining what is inlined, or null: nothing
     */
    Builder(
            Graph graph,
            Frame frame,
            Scope scope,
            Constants constants,
            Insn first,
            @Nullable Inlining inlining) {
        this.graph = graph;
        this.frame = frame;
        this.scope = scope;
        this.constants = constants;
        this.inlining = inlining;
        states = new States(graph, frame, scope.mergePoints(), first);
        references = new References(graph, frame, new Here());
        locals = new LocalSlots(this, frame, references);
        nodes = new NodeInsertion(this, new Folding(constants));
    }

    /** At the end of the block that grows. */
    private final class Here implements References.Place {
        @Override
        public void add(Node node) {
            block().append(node);
        }

        @Override
        public FrameState state() {
            return states.shared();
        }

        @Override
        public void changed() {
            states.held();
        }
    }

    Graph graph() {
        return graph;
    }

    MergePoints mergePoints() {
        return scope.mergePoints();
    }

    Constants constants() {
        return constants;
    }

    /** The code that is built. */
    Scope scope() {
        return scope;
    }

    /** From now on other code is built. */
    void setScope(Scope other) {
        scope = other;
        states.setFlows(other.mergePoints());
    }

    /** What instructions of the code that is built mean. */
    Body.Meaning meaning() {
        return Objects.requireNonNull(meaning);
    }

    void setMeaning(Body.Meaning other) {
        meaning = other;
    }

    /** Whether instructions are built in several ways already. */
    boolean isSplit() {
        return split;
    }

    void split(boolean now) {
        split = now;
    }

    /** The instruction has found a value, which may be a function to inline. */
    void found(Insn insn, Node value) {
        if (inlining != null) {
            inlining.found(this, insn, value);
        }
    }

    /** What is inlined, or null: nothing. */
    @Nullable Inlining inlining() {
        return inlining;
    }

    Frame frame() {
        return frame;
    }

    CodeImage image() {
        return scope.image();
    }

    States states() {
        return states;
    }

    References references() {
        return references;
    }

    /** Values that are known. */
    Values values() {
        return scope.values();
    }

    LocalSlots locals() {
        return locals;
    }

    Insn insn() {
        return states.insn();
    }

    // ---- blocks

    /** The frame's slots are those at the start of the block, which follows nothing that was built before. */
    void begin(Block newBlock) {
        block = newBlock;
        nodes.begin();
        states.renew();
    }

    /**
     * Goes on where control flow merges.
     *
     * @param loop what a loop that starts there does
     */
    void begin(Merge merge, LoopSlots loop) {
        frame.load(merge.start(loop, graph.code().locals()));
        begin(merge.block());
        states.share(merge.shared());
    }

    /** Whether control comes to this point. */
    boolean isReached() {
        return block != null;
    }

    /** The block that grows. */
    Block block() {
        Block here = block;
        if (here == null) {
            throw new IllegalStateException("nothing leads to " + insn());
        }
        return here;
    }

    void begin(Insn next) {
        pendingReleases.clear();
        states.begin(next);
    }

    /** Ends the block with a jump to the instruction at a unit. */
    void jump(int unit) {
        pendingReleases.release(this, () -> states.before(unit));
        if (mergePoints().isLoop(unit)) {
            references.ownLent();
        }
        jump(mergePoints().merge(unit));
    }

    /** Ends the block with a jump to where control flow merges. */
    void jump(Merge merge) {
        Node jump = append(Op.JUMP, null);
        jump.setTargets(merge.block());
        int own = graph.unit();
        if (!frame.isInlined()) {
            graph.at(merge.at().offset());
        }
        merge.add(jump.target(0), frame.copy(), states.known().shared());
        graph.at(own);
        block = null;
    }

    /** Ends the block with a branch, to the first of the blocks if the flag is true. */
    Block[] branch(Node flag) {
        Block yes = graph.newBlock();
        Block no = graph.newBlock();
        Node branch = append(Op.BRANCH, null, flag);
        branch.setTargets(yes, no);
        return new Block[] {yes, no};
    }

    /** Ends the block: the interpreter goes on. */
    void leave() {
        FrameState state = states.shared();
        append(Op.LEAVE, null).setBefore(state);
        abandon();
    }

    /** Nothing follows in this block. */
    void abandon() {
        pendingReleases.clear();
        block = null;
    }

    /** Goes on in a block to which only the one before leads. */
    void continueIn(Block next) {
        block = next;
        nodes.continueBehind();
    }

    /** Ends the block, and nothing follows. */
    void end(Op op, @Nullable Object detail, Node... inputs) {
        Node node = append(op, detail, inputs);
        if (node.needsBefore()) {
            node.setBefore(states.exact());
        }
        GenericInstructions.handle(this, node);
        abandon();
    }

    Node append(Op op, @Nullable Object detail, Node... inputs) {
        Node node = graph.detached(op, Type.NONE, 0, detail, inputs);
        block().append(node);
        return node;
    }

    // ---- the frame

    /** An entry of the stack, which may be a number without an object. */
    Node peek(int fromTop) {
        return frame.get(frame.slot(fromTop));
    }

    /** The object of an entry. */
    Node object(int fromTop) {
        return references.real(frame.slot(fromTop));
    }

    /** The object of an entry, with a reference that the node which takes it over may hand on. */
    Node take(int fromTop) {
        return references.own(frame.slot(fromTop));
    }

    /** An entry goes, whose reference has been handed on. */
    Node pop() {
        return frame.pop();
    }

    /** An entry goes; its reference, if it has one, goes when the instruction has done its work. */
    void drop() {
        if (referenceState(0) == ReferenceState.OWNED) {
            pendingReleases.add(peek(0));
        }
        frame.pop();
    }

    void drop(int count) {
        for (int i = 0; i < count; i++) {
            drop();
        }
    }

    /** A number without an object, or an object that somebody else keeps alive. */
    void push(Node value) {
        boolean virtual = value.type().representation() == Representation.VIRTUAL;
        push(value, virtual ? ReferenceState.VIRTUAL : ReferenceState.BORROWED);
    }

    /** An object with a reference of its own. */
    void pushOwned(Node value) {
        push(value, ReferenceState.OWNED);
    }

    void push(Node value, ReferenceState referenceState) {
        frame.changed();
        frame.push(value, referenceState);
    }

    /** Who holds an entry. */
    ReferenceState referenceState(int fromTop) {
        return frame.referenceState(frame.slot(fromTop));
    }

    /** What goes when the instruction has done its work. */
    PendingReleases pendingReleases() {
        return pendingReleases;
    }

    // ---- the end of an instruction

    /** Lets go of what the instruction took from the stack. */
    void finish() {
        if (block != null) {
            pendingReleases.release(this, states::after);
        }
        pendingReleases.clear();
    }

    // ---- nodes

    /** Where nodes are made that have a value, or that others may see. */
    NodeInsertion nodes() {
        return nodes;
    }

    /** The value of an operation that its inputs say all of. */
    Node node(Op op, Node... inputs) {
        return nodes.node(op, 0, null, inputs);
    }

    /**
     * The value of an operation: a new node, or one that is there already.
     *
     * @param index see {@link Op}
     * @param detail see {@link Op}
     */
    Node node(Op op, int index, @Nullable Object detail, Node... inputs) {
        return nodes.node(op, index, detail, inputs);
    }

    /** Goes on in the interpreter, in this state, if a tool is active. */
    void watch(FrameState state) {
        append(Op.WATCH, null).setBefore(state);
    }

    // ---- several ways to build an instruction

    /**
     * The end of a block, so that building can go on behind it on another path.
     *
     * @param frame its frame
     * @param table its values
     * @param known its states
     * @param pendingReleases what it has to let go of
     */
    record Point(Frame frame, ValueTable table, States.Known known, List<Node> pendingReleases) {}

    Point point() {
        return new Point(frame.copy(), nodes.table(), states.known(), pendingReleases.copy());
    }

    /** Goes on in a block to which only that point leads. */
    void continueIn(Block next, Point behind) {
        frame.load(behind.frame());
        nodes.load(behind.table());
        states.load(behind.known());
        pendingReleases.load(behind.pendingReleases());
        continueIn(next);
    }
}
