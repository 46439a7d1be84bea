package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Edge;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import dev.justjit.ir.Typing;
import java.util.BitSet;
import java.util.Set;

/** An edge to a merge, with the frame that it brings: what is done for the merge is done before it jumps. */
final class IncomingEdge {
    private final Edge edge;
    private final Frame frame;
    private final Insn to;
    private final Graph graph;
    private final Constants constants;
    private final References references;
    private boolean touched;

    /**
     * @param to the instruction at the merge
     */
    IncomingEdge(Edge edge, Frame frame, Insn to, Constants constants) {
        this.edge = edge;
        this.frame = frame;
        this.to = to;
        this.constants = constants;
        graph = edge.to().graph();
        references = new References(graph, frame, new End());
    }

    /** Before the jump. */
    private final class End implements References.Place {
        @Override
        public void add(Node node) {
            edge.from().block().insertBefore(node, edge.from());
        }

        @Override
        public FrameState state() {
            return frame.now(graph, to, FrameState.When.BEFORE);
        }

        @Override
        public void changed() { // each state is new
            touched = true;
        }
    }

    Frame frame() {
        return frame;
    }

    /** Whether objects were made, retained or let go of at the end of the edge. */
    boolean isTouched() {
        return touched;
    }

    /** Gives an entry of the stack a reference of its own. */
    void own(int slot) {
        references.own(slot);
    }

    /** Makes the object of a slot, which the slot holds. */
    void makeObject(int slot) {
        if (slot < frame.locals()) {
            references.real(slot);
        } else {
            references.own(slot);
        }
    }

    /** Makes the object of a number that another slot has too: it is the same one. */
    void makeShared(int slot, BitSet live) {
        if (CachedBoxes.isShared(frame, slot, live)) {
            references.real(slot);
        }
    }

    /** Brings the object of a slot, which the slot holds, and says what it is. */
    Type bringObject(int slot) {
        Node object = slot < frame.locals() ? references.real(slot) : references.own(slot);
        edge.arguments().add(object);
        return object.type();
    }

    /** Whether a slot is a number without an object, or a parameter for which one was made. */
    boolean isNumeric(int slot, Set<Node> numeric) {
        return frame.referenceState(slot) == ReferenceState.VIRTUAL
                || numeric.contains(References.object(frame.get(slot)));
    }

    /** Whether a slot can be brought as a number of the kind. */
    boolean isNumber(int slot, Kind kind, boolean ofObjects) {
        Node value = frame.get(slot);
        boolean objects = ofObjects && slot < frame.locals(); // which keep them
        boolean known =
                frame.referenceState(slot) == ReferenceState.VIRTUAL
                        || isConstant(value)
                        || objects;
        return known && value.type().is(kind) && !isLarge(value);
    }

    /** Whether a slot can be brought as a number of the kind with a flag. */
    boolean isNumberOrNull(int slot, Kind kind, boolean ofObjects) {
        return isNumber(slot, kind, ofObjects)
                || isNull(frame.get(slot))
                || isMaybe(frame.get(slot)) && frame.get(slot).type().boundKind() == kind;
    }

    static boolean isNull(Node value) {
        return value.type().is(Kind.NULL);
    }

    /** Whether the value is a number or NULL, without an object. */
    static boolean isMaybe(Node value) {
        return value.is(Op.BOX_INT_IF) || value.is(Op.BOX_FLOAT_IF);
    }

    private static boolean isConstant(Node value) {
        return value.is(Op.CONST);
    }

    private static boolean isLarge(Node value) {
        return value.is(Op.CONST) && value.literal().kind() == Literal.Kind.BIG_INT;
    }

    /** Brings a slot that {@link #isNumber} as a number. */
    void bringNumber(int slot) {
        Node value = frame.get(slot);
        boolean isInt = value.type().is(Kind.INT);
        if (frame.referenceState(slot) == ReferenceState.VIRTUAL) {
            edge.arguments().add(value.input(0));
        } else if (isConstant(value)) {
            long bits = value.literal().bits();
            edge.arguments()
                    .add(
                            isInt
                                    ? constants.raw(bits)
                                    : constants.raw(Double.longBitsToDouble(bits)));
        } else {
            edge.arguments().add(unboxed(slot, isInt ? Op.UNBOX_INT : Op.UNBOX_FLOAT));
        }
    }

    private Node unboxed(int slot, Op op) {
        Node object = frame.get(slot);
        Node number = graph.detached(op, Type.NONE, 0, null, object);
        number.setType(Typing.of(number));
        if (!Typing.isTotal(number) && number.needsBefore()) {
            number.setBefore(frame.now(graph, to, FrameState.When.BEFORE));
        }
        edge.from().block().insertBefore(number, edge.from());
        return number;
    }

    /** The number of an entry of the stack has been brought: its object is wanted no more. */
    void letGo(int slot) {
        boolean owned = frame.referenceState(slot) == ReferenceState.OWNED;
        if (slot >= frame.locals() && owned && !References.isImmortal(frame.get(slot))) {
            Node release = graph.detached(Op.RELEASE, Type.NONE, 0, null, frame.get(slot));
            edge.from().block().insertBefore(release, edge.from());
            touched = true;
        }
    }

    /** Brings the object that a number may have, or NULL. */
    void bringBox(int slot) {
        Node value = frame.get(slot);
        boolean virtual = frame.referenceState(slot) == ReferenceState.VIRTUAL;
        if (CachedBoxes.has(frame, slot)) {
            edge.arguments().add(virtual ? CachedBoxes.object(value) : value);
        } else {
            bringNull();
        }
    }

    void bringNull() {
        edge.arguments().add(constants.object(Literal.NULL));
    }

    /** Brings a slot that {@link #isNumberOrNull} as a number and a flag. */
    void bringNumberOrNull(int slot, Kind kind) {
        Node value = frame.get(slot);
        if (isNull(value)) {
            bringNothing(kind);
            edge.arguments().add(constants.raw(false));
        } else if (isMaybe(value)) {
            edge.arguments().add(value.input(0));
            edge.arguments().add(value.input(1));
        } else {
            bringNumber(slot);
            edge.arguments().add(constants.raw(true));
        }
    }

    /** Whether a slot has an iterator over a range that is not made, and ends where the other one does. */
    boolean isRangeLike(int slot, Node other) {
        Node value = frame.get(slot);
        return frame.referenceState(slot) == ReferenceState.VIRTUAL
                && value.is(Op.RANGE_ITERATOR)
                && other.is(Op.RANGE_ITERATOR)
                && value.input(1) == other.input(1)
                && value.input(2) == other.input(2);
    }

    /** Brings the place of such an iterator. */
    void bringPlace(int slot) {
        edge.arguments().add(frame.get(slot).input(0));
    }

    /** Brings some number. */
    void bringNothing(Kind kind) {
        edge.arguments().add(kind == Kind.INT ? constants.raw(0L) : constants.raw(0.0));
    }

    /** Brings the flag of a number that is nothing. */
    void bringFlag() {
        edge.arguments().add(constants.raw(false));
    }
}
