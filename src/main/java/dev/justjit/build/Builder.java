package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Folding;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Memory;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import dev.justjit.ir.Typing;
import dev.justjit.ir.ValueTable;
import org.jspecify.annotations.Nullable;

/**
 * What the families of opcodes work on: the frame as it is at this point of the bytecode, with values in its slots, and
 * the block that grows. It folds, finds values that are there already, and gives each node the states that it needs.
 *
 * <p>An instruction makes all its nodes before it pushes its results: states are of the frame before it.
 */
final class Builder {
    /** Instructions at the most that a comprehension has between its iterator and its loop. */
    private static final int COMPREHENSION = 8;

    private final Graph graph;
    private final CodeImage image;
    private final Constants constants;
    private final Folding folding;
    private final Frame frame;
    private final Flows flows;
    private ValueTable table = new ValueTable();
    private @Nullable Block block;
    private Insn insn;

    /** The frame before this instruction; null: nobody wanted it yet. */
    private @Nullable FrameState exact;

    /** A frame since which nothing was done that others can see. */
    private @Nullable FrameState shared;

    /** Whether this instruction has done something that others can see: then it cannot be done again. */
    private boolean done;

    Builder(Graph graph, CodeImage image, Frame frame, Flows flows, Insn first) {
        this.graph = graph;
        this.image = image;
        this.frame = frame;
        this.flows = flows;
        insn = first;
        constants = new Constants(graph);
        folding = new Folding(constants);
    }

    Graph graph() {
        return graph;
    }

    Flows flows() {
        return flows;
    }

    Frame frame() {
        return frame;
    }

    CodeImage image() {
        return image;
    }

    Insn insn() {
        return insn;
    }

    /** The FOR_ITER that takes the iterator that this instruction makes, or the instruction itself. */
    Insn loopOverThis() {
        Insn next = flows.at(insn.next());
        for (int i = 0; i < COMPREHENSION && next.opcode() != Opcode.FOR_ITER; i++) {
            next = flows.at(next.next());
        }
        return next.opcode() == Opcode.FOR_ITER ? next : insn;
    }

    // ---- blocks

    /** The frame's slots are those at the start of the block, which follows nothing that was built before. */
    void begin(Block newBlock) {
        block = newBlock;
        table = new ValueTable();
        shared = null;
    }

    /** Whether control comes to this point. */
    boolean isReached() {
        return block != null;
    }

    /** The block that grows. */
    Block block() {
        Block here = block;
        if (here == null) {
            throw new IllegalStateException("nothing leads to " + insn);
        }
        return here;
    }

    void begin(Insn next) {
        insn = next;
        exact = null;
        done = false;
        frame.begin();
    }

    /** Ends the block with a jump to the instruction at a unit. */
    void jump(int unit) {
        Node jump = append(Op.JUMP, null);
        jump.setTargets(flows.merge(unit).block());
        flows.merge(unit).add(jump.target(0), frame.slots());
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

    /** Goes on in a block to which only the one before leads. */
    void continueIn(Block next) {
        block = next;
        table = new ValueTable(table, 0);
    }

    /** Ends the block, and nothing follows. */
    void end(Op op, @Nullable Object detail, Node... inputs) {
        Node node = append(op, detail, inputs);
        if (op.needsBefore()) {
            node.setBefore(exact());
        }
        WholeInstructions.handle(this, node);
        block = null;
    }

    private Node append(Op op, @Nullable Object detail, Node... inputs) {
        Node node = graph.detached(op, Type.NONE, 0, detail, inputs);
        block().append(node);
        return node;
    }

    // ---- the frame

    Node pop() {
        return frame.pop();
    }

    void push(Node value) {
        exactIsLate();
        frame.push(value);
    }

    Node peek(int fromTop) {
        return frame.peek(fromTop);
    }

    Node local(int index) {
        return frame.local(index);
    }

    /** Name of a local. */
    String name(int local) {
        return image.localNames().get(local);
    }

    void setLocal(int index, Node value) {
        exactIsLate();
        frame.setLocal(index, value);
    }

    /** From here on the frame before the instruction is known only if somebody asked before. */
    private void exactIsLate() {
        frame.changed();
    }

    private FrameState exact() {
        if (done) {
            throw new IllegalStateException(insn + " cannot be done again");
        }
        FrameState state = exact;
        if (state == null) {
            state = frame.before(graph, insn);
            exact = state;
        }
        return state;
    }

    /** The instruction is done with the node; its results are pushed. */
    void finish(Node node) {
        node.setAfter(after());
    }

    /** The frame after the instruction, as it is now. */
    private FrameState after() {
        return frame.now(graph, insn, FrameState.When.AFTER);
    }

    /** The frame before the instruction at a unit, as it is now. */
    private FrameState beforeUnit(int unit) {
        return frame.now(graph, flows.at(unit), FrameState.When.BEFORE);
    }

    // ---- nodes

    Node object(Literal literal) {
        return constants.object(literal);
    }

    Node nullValue() {
        return constants.object(Literal.NULL);
    }

    Node none() {
        return constants.object(Literal.NONE);
    }

    Node raw(long value) {
        return constants.raw(value);
    }

    Node raw(double value) {
        return constants.raw(value);
    }

    /** An element of {@code co_consts}. */
    Node constant(int index) {
        Constant constant = image.constants().get(index);
        return constants.object(Elements.literal(constant, index));
    }

    Node node(Op op, Node... inputs) {
        return node(op, 0, null, inputs);
    }

    /**
     * The value of an operation: a new node, or one that is there already.
     *
     * @param index see {@link Op}
     * @param detail see {@link Op}
     */
    Node node(Op op, int index, @Nullable Object detail, Node... inputs) {
        Node node = graph.detached(op, Type.NONE, index, detail, inputs);
        node.setType(Typing.of(node));
        Node known = folding.of(node);
        if (known == null) {
            known = table.find(node);
        }
        if (known != null) {
            node.discard();
            return known;
        }
        place(node);
        return node;
    }

    private void place(Node node) {
        Op op = node.op();
        if (op.needsBefore() && !Typing.isTotal(node)) {
            node.setBefore(op.effects().isOrdered() ? exact() : shared());
        }
        block().append(node);
        if (op.needsAfter()) {
            node.setAfter(after());
        }
        if (op.effects().isOrdered()) {
            table.write(op.effects().writes());
            shared = null;
            done = true;
        }
    }

    private FrameState shared() {
        FrameState state = shared;
        if (state == null) {
            state = exact();
            shared = state;
        }
        return state;
    }

    /** The same value, of this kind; everywhere in the frame it is known from here on. */
    Node guard(Node value, Kind kind) {
        return proved(value, node(Op.GUARD_TYPE, 0, kind, value));
    }

    /** The same value, not NULL. */
    Node bound(Node value) {
        return proved(value, node(Op.GUARD_BOUND, value));
    }

    private Node proved(Node value, Node better) {
        frame.replace(value, better);
        return better;
    }

    /** Lets the next instruction see that something is to be done where it is. */
    void leaveIf(Op op) {
        Node node = graph.detached(op, Type.NONE, 0, null);
        node.setBefore(exact());
        block().append(node);
    }

    /** Leaves before the instruction at the unit, with the frame as it is now, when somebody changed something. */
    void watch(int unit) {
        Node node = graph.detached(Op.WATCH, Type.NONE, 0, null);
        node.setBefore(beforeUnit(unit));
        block().append(node);
    }

    /** Pushes the int object of a number, when the instruction has done all the rest. */
    void pushBoxed(Node number) {
        push(number);
        FrameState rest = beforeUnit(insn.next());
        pop();
        Node box = graph.detached(Op.BOX_INT, Type.NONE, 0, null, number);
        box.setType(Typing.of(box));
        box.setBefore(rest);
        block().append(box);
        push(box);
        shared = rest;
    }

    /** Sets the state after a node that let go of something before a jump to the unit. */
    void afterJump(Node node, int unit) {
        node.setAfter(beforeUnit(unit));
    }

    // ---- whole instructions

    /** A node that may run Python, in the frame before the instruction. */
    Node python(Op op, int index, @Nullable Object detail, Type type, Node... inputs) {
        FrameState before = exact();
        Node node = graph.detached(op, type, index, detail, inputs);
        node.setBefore(before);
        block().append(node);
        table.write((1 << Memory.values().length) - 1);
        shared = null;
        done = true;
        return node;
    }

    /**
     * The end of a block, so that building can go on behind it on another way.
     *
     * @param frame its frame
     * @param table its values
     * @param shared a state to which it can go back
     * @param done whether the instruction has done something that others can see
     */
    record Point(Frame frame, ValueTable table, @Nullable FrameState shared, boolean done) {}

    Point point() {
        return new Point(frame.copy(), table, shared, done);
    }

    /** Goes on in a block to which only that point leads. */
    void continueIn(Block next, Point behind) {
        frame.load(behind.frame());
        table = behind.table();
        shared = behind.shared();
        done = behind.done();
        continueIn(next);
    }
}
