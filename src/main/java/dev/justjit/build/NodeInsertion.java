package dev.justjit.build;

import dev.justjit.ir.Effects;
import dev.justjit.ir.Folding;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Memory;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Result;
import dev.justjit.ir.Type;
import dev.justjit.ir.Typing;
import dev.justjit.ir.ValueTable;
import org.jspecify.annotations.Nullable;

/**
 * Makes nodes with values at the end of the block that grows: folds them, finds those that are there already, and gives
 * each the states that it needs.
 */
final class NodeInsertion {
    /** All of memory. */
    private static final int EVERYTHING = (1 << Memory.values().length) - 1;

    private final Builder builder;
    private final Graph graph;
    private final Frame frame;
    private final States states;
    private final References references;
    private final Folding folding;
    private ValueTable table = new ValueTable();

    NodeInsertion(Builder builder, Folding folding) {
        this.builder = builder;
        this.folding = folding;
        graph = builder.graph();
        frame = builder.frame();
        states = builder.states();
        references = builder.references();
    }

    // ---- values that are known

    /** Nothing is known: the block follows nothing that was built before. */
    void begin() {
        table = new ValueTable();
    }

    /** What is known at the end of the block is known in another one behind it; what is found there is not known here. */
    void continueBehind() {
        table = new ValueTable(table, 0);
    }

    /** What is known here. */
    ValueTable table() {
        return table;
    }

    /** What is known is what was known at another point. */
    void load(ValueTable other) {
        table = other;
    }

    // ---- nodes

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

    /** Changes an object that nobody else has seen, and that is let go of by whoever does all of it again. */
    void privately(Op op, Node... inputs) {
        Node node = graph.detached(op, Type.NONE, 0, null, inputs);
        node.setBefore(states.exact());
        builder.block().append(node);
        table.write(node.effects().writes());
    }

    /** Says that an operation without effects has this value here. */
    void know(Node value, Op op, int index, @Nullable Object detail, Node... inputs) {
        Node node = graph.detached(op, Type.NONE, index, detail, inputs);
        table.know(node, value);
    }

    /** Whether an operation without effects has a value here. */
    boolean isKnown(Op op, int index, Node input) {
        Node node = graph.detached(op, Type.NONE, index, null, input);
        boolean known = table.find(node) != null;
        node.discard();
        return known;
    }

    private void place(Node node) {
        Op op = node.op();
        Effects effects = op.effects();
        if (effects.isOrdered() && frame.isAgain()) {
            throw new NotInlined(); // others might see it twice
        }
        if (effects.runsPython() || effects.releasesOld() || effects.finalizes()) {
            references.ownBorrowed(true);
        }
        if (node.needsBefore() && !Typing.isTotal(node)) {
            node.setBefore(effects.isOrdered() ? states.exact() : states.shared());
        }
        builder.block().append(node);
        if (effects.isOrdered()) {
            table.write(effects.writes());
        }
        if (node.needsAfter()) {
            finalizes(node, states.after());
        }
        if (effects.isOrdered() || effects.steals() || op.result() == Result.OWNED) {
            states.done();
        }
    }

    /** Python may run in a node that lets go of something, and what it changes is seen in this state. */
    void finalizes(Node node, FrameState after) {
        if (frame.isInlined() || frame.isAgain()) {
            throw new NotInlined();
        }
        builder.pendingReleases().rest().forEach(after::addRest);
        node.setAfter(after);
        table.write(node.effects().writes());
        states.done();
    }

    /** An object of numbers, which is not made. */
    Node unmade(Op op, Node... numbers) {
        Node box = graph.detached(op, Type.NONE, 0, null, numbers);
        box.setType(Typing.of(box).virtual());
        builder.block().append(box);
        return box;
    }

    /** Others may run before the instruction, and change what they can. */
    void safepoint() {
        if (frame.isAgain()) {
            throw new NotInlined();
        }
        references.ownBorrowed(true);
        builder.append(Op.SAFEPOINT, null).setBefore(states.exact());
        table.write(EVERYTHING);
        states.renew();
    }

    /** A node that may run Python, in the frame before the instruction. */
    Node python(Op op, int index, @Nullable Object detail, Type type, Node... inputs) {
        if (frame.isAgain()) {
            throw new NotInlined();
        }
        Inlining inlining = builder.inlining();
        if (inlining != null && frame.isInlined()) {
            inlining.runsPython();
        }
        FrameState before = states.exact();
        Node node = graph.detached(op, type, index, detail, inputs);
        node.setBefore(before);
        builder.block().append(node);
        table.write(EVERYTHING);
        states.done();
        return node;
    }
}
