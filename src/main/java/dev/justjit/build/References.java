package dev.justjit.build;

import dev.justjit.abi.layout.PyLong;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Replaced;
import dev.justjit.ir.Result;
import dev.justjit.ir.Type;
import dev.justjit.ir.Typing;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** References to what is in a frame, and objects for numbers that have none, made where they are wanted. */
final class References {
    /** Where nodes go, and the state in which one may leave. */
    interface Place {
        void add(Node node);

        FrameState state();

        /** What holds the frame's objects has changed: states made so far are not those of what comes. */
        void changed();
    }

    private final Graph graph;
    private final Frame frame;
    private final Place place;

    References(Graph graph, Frame frame, Place place) {
        this.graph = graph;
        this.frame = frame;
        this.place = place;
    }

    /** Whether the object never dies, or there is none: nobody counts its references. */
    static boolean isImmortal(Node value) {
        Kind kind = value.type().kind();
        if (kind == Kind.NULL || kind == Kind.NONE || kind == Kind.BOOL) {
            return true;
        }
        return value.is(Op.CONST)
                && value.literal().kind() == Literal.Kind.INT
                && value.literal().bits() >= PyLong.SMALL_MIN
                && value.literal().bits() <= PyLong.SMALL_MAX;
    }

    /** Whether the code keeps the object alive. */
    static boolean isOfCode(Node value) {
        return value.is(Op.CONST)
                && value.literal().kind() != Literal.Kind.CACHED
                && value.literal().code() <= 0; // an inlined function may go, with its code
    }

    /** The object itself, whatever was proved of it. */
    static Node object(Node value) {
        Node object = value;
        while (object.op().result() == Result.SAME) {
            object = object.input(0);
        }
        return object;
    }

    void retain(Node value) {
        if (!isImmortal(value)) {
            place.add(graph.detached(Op.RETAIN, Type.NONE, 0, null, value));
        }
    }

    /** The object of a slot, made if need be. */
    Node real(int slot) {
        if (frame.referenceState(slot) == ReferenceState.VIRTUAL) {
            make(frame.get(slot));
        }
        return frame.get(slot);
    }

    /** The object of a value that is in the frame. */
    Node real(Node value) {
        for (int i = 0; i < frame.size(); i++) {
            if (frame.get(i) == value) {
                return real(i);
            }
        }
        return value;
    }

    /** The object of an entry of the stack, with a reference that whoever takes it may hand on. */
    Node own(int slot) {
        Node value = real(slot);
        if (frame.referenceState(slot) == ReferenceState.BORROWED) {
            frame.set(slot, value, ReferenceState.OWNED);
            if (!isImmortal(value)) {
                retain(value);
                place.changed();
            }
        }
        return value;
    }

    /**
     * Entries of the stack no longer rely on what is going to be written.
     *
     * @param locals whether others may write the slots of locals
     */
    void ownBorrowed(boolean locals) {
        for (int i = frame.locals(); i < frame.size(); i++) {
            boolean kept =
                    frame.referenceState(i) == ReferenceState.VIRTUAL
                            && CachedBoxes.is(frame.get(i));
            boolean borrowed =
                    frame.referenceState(i) == ReferenceState.BORROWED && !isOfCode(frame.get(i));
            if (kept || borrowed && !isHeldBelow(i, locals)) {
                own(i);
            }
        }
    }

    /**
     * Entries of the stack no longer rely on what goes with an object, if no local or entry holds that, too. Nothing else is
     * changed by its end.
     */
    void ownBorrowedFromDying(Node dying) {
        if (isHeld(object(dying))) {
            return;
        }
        for (int i = frame.locals(); i < frame.size(); i++) {
            if (frame.referenceState(i) == ReferenceState.BORROWED
                    && !isHeldByRoot(object(frame.get(i)))) {
                own(i);
            }
        }
    }

    private boolean isHeld(Node object) {
        for (int i = 0; i < frame.size(); i++) {
            if (frame.referenceState(i) == ReferenceState.OWNED && object(frame.get(i)) == object) {
                return true;
            }
        }
        return false;
    }

    /** Whether the object, or what it was read from, is held by a local, an entry, or from outside of the frames. */
    private boolean isHeldByRoot(Node object) {
        Node root = object;
        while (!isHeld(root)) {
            switch (root.op()) {
                case LOAD_VALUE,
                        LOAD_SLOT,
                        LIST_ITEM,
                        TUPLE_ITEM,
                        LOAD_CELL,
                        DICT_ITEM,
                        LOAD_FUNCTION_GLOBAL ->
                        root = object(root.input(0));
                case CONST, FREE_CELL, LOAD_GLOBAL, LOAD_BUILTIN, LOAD_INIT, LOAD_DEFAULT -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Entries of the stack no longer rely on one kind of place in memory, the content of which is going to be let go of.
     *
     * @param load what reads such a place
     * @param index of the place
     */
    void ownBorrowedFrom(Op load, int index) {
        for (int i = frame.locals(); i < frame.size(); i++) {
            Node object = object(frame.get(i));
            boolean from = object.is(load) && object.index() == index;
            if (frame.referenceState(i) == ReferenceState.BORROWED
                    && from
                    && !isHeldBelow(i, false)) {
                own(i);
            }
        }
    }

    /** Entries of the stack rely on nobody. */
    void ownLent() {
        for (int i = frame.locals(); i < frame.size(); i++) {
            if (frame.referenceState(i) == ReferenceState.BORROWED) {
                own(i);
            }
        }
    }

    /** Whether a lower slot holds the object. */
    private boolean isHeldBelow(int slot, boolean locals) {
        Node object = object(frame.get(slot));
        for (int i = locals ? frame.locals() : 0; i < slot; i++) {
            if (frame.referenceState(i) == ReferenceState.OWNED && object(frame.get(i)) == object) {
                return true;
            }
        }
        return false;
    }

    /**
     * Entries of the stack no longer rely on the object of a local, whose slot will have another one.
     *
     * @param slot of the local
     */
    void ownBorrowedFrom(int slot) {
        Node object = object(frame.get(slot));
        for (int i = frame.locals(); i < frame.size(); i++) {
            if (frame.referenceState(i) == ReferenceState.BORROWED
                    && object(frame.get(i)) == object) {
                own(i);
            }
        }
    }

    /** All is as the interpreter has it. */
    void ownAll() {
        for (int i = 0; i < frame.locals(); i++) {
            real(i);
        }
        ownStack();
    }

    void ownStack() {
        for (int i = frame.locals(); i < frame.size(); i++) {
            own(i);
        }
    }

    /** The object of an entry of the stack where the frame ends: nobody compares it with what is in other slots. */
    Node ownLast(int slot) {
        if (frame.referenceState(slot) == ReferenceState.VIRTUAL) {
            frame.set(slot, made(frame.get(slot)), ReferenceState.OWNED);
        }
        return own(slot);
    }

    /**
     * Makes the object of a number, for all slots that have it; if it goes to the slot of a local, those of all numbers that
     * may have one in such a slot.
     */
    private void make(Node number) {
        Set<Node> others = isLocal(number) ? CachedBoxes.others(frame, number) : Set.of();
        if (others.isEmpty()) {
            make(number, Set.of());
        } else {
            makeAll(number, others);
        }
    }

    private boolean isLocal(Node number) {
        for (int i = 0; i < frame.locals(); i++) {
            if (frame.get(i) == number && frame.referenceState(i) == ReferenceState.VIRTUAL) {
                return true;
            }
        }
        return false;
    }

    /** Each may have its object in the slot of another one: all are retained meanwhile. */
    private void makeAll(Node number, Set<Node> others) {
        Set<Node> all = new LinkedHashSet<>(others);
        all.add(number);
        Set<Node> kept = new LinkedHashSet<>();
        all.stream().filter(CachedBoxes::is).forEach(value -> kept.add(CachedBoxes.object(value)));
        kept.forEach(this::retain);
        place.changed();
        all.forEach(value -> make(value, kept));
        for (Node object : kept) {
            if (!isImmortal(object)) {
                place.add(graph.detached(Op.RELEASE, Type.NONE, 0, null, object));
            }
        }
        place.changed();
    }

    /**
     * Makes the object of a number, for all slots that have it.
     *
     * @param retained what an exit has to let go of
     */
    private void make(Node number, Set<Node> retained) {
        Node object = made(number, retained);
        boolean used = false;
        for (int i = 0; i < frame.size(); i++) {
            if (frame.get(i) == number && frame.referenceState(i) == ReferenceState.VIRTUAL) {
                if (used) {
                    retain(object);
                }
                used = true;
                frame.set(i, object, ReferenceState.OWNED);
                if (i < frame.locals()) {
                    store(i, object, Replaced.STALE);
                }
            }
        }
        place.changed();
    }

    private Node made(Node number) {
        return made(number, Set.of());
    }

    private Node made(Node number, Set<Node> retained) {
        Node[] inputs = new Node[number.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = number.input(i);
        }
        Node object = graph.detached(number.op(), Type.NONE, 0, null, inputs);
        object.setName(number.name());
        object.setType(Typing.of(object));
        if (!Typing.isTotal(object)) {
            FrameState state = place.state();
            retained.stream().filter(each -> !isImmortal(each)).forEach(state::addRest);
            object.setBefore(state);
        }
        place.add(object);
        return object;
    }

    /** What is in the slot of a local. */
    Node content(int local, boolean bound) {
        Type type = bound ? Type.OBJECT : Type.UNKNOWN;
        Node content = graph.detached(Op.LOAD_LOCAL, type, local, bound ? Kind.OBJECT : null);
        place.add(content);
        return content;
    }

    /** Numbers get the objects that they may have in the slot of a local, which is going to have something else. */
    void realizeBoxes(int local) {
        for (int i = 0; i < frame.size(); i++) {
            if (i != local
                    && frame.referenceState(i) == ReferenceState.VIRTUAL
                    && CachedBoxes.is(frame.get(i))) {
                make(frame.get(i));
            }
        }
    }

    /** Puts an owned object into the slot of a local. */
    void store(int local, Node object, Replaced replaced) {
        @Nullable Replaced detail = replaced == Replaced.NOTHING ? null : replaced;
        place.add(graph.detached(Op.STORE_LOCAL, Type.NONE, local, detail, object));
        place.changed();
    }
}
