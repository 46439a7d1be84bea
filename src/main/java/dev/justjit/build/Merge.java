package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Edge;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where several edges meet: the frames that they bring, until the block is started; then, which slots of the frame
 * are parameters of the block. A slot is one where edges differ, or where a loop may bring something else later.
 *
 * <p>A parameter is an object, which the slot holds, or a number, the object of which is not made. Ways bring what is
 * wanted: objects are made, or numbers taken out of them, before they jump. Where edges that do not close a loop bring
 * objects, it stays an object: it may be compared with others.
 */
final class Merge {
    /** How a slot comes to the block. */
    private enum Form {
        /** As all edges have it. */
        SAME,
        OBJECT,
        NUMBER,
        /** A number, and a flag without which there is none: the slot is empty. */
        NUMBER_OR_NULL,
        /** The place of an iterator over a range, which is not made. */
        RANGE
    }

    private final Block block;
    private final Parameters parameters;
    private final Insn at;
    private final Constants constants;

    /** Locals that anything looks at later. */
    private final Supplier<BitSet> live;

    private final List<IncomingEdge> incomingEdges = new ArrayList<>();
    private final IncomingEdges incoming = new IncomingEdges(incomingEdges);
    private Form[] forms = {};
    private final List<Kind> kinds = new ArrayList<>();

    /** Parameters of the code that are objects of numbers: on some edge, they are made for them. */
    private final Set<Node> numeric;

    /** Parameters that are objects, by slot. */
    private final Map<Integer, List<Node>> objects = new HashMap<>();

    /** Iterators over ranges at the start, by slot. */
    private final Map<Integer, Node> ranges = new HashMap<>();

    /** Slots of numbers without objects, at the start. */
    private final BitSet virtual = new BitSet();

    /** Of them, those that come back with objects, though the loop does not change them. */
    private final BitSet made = new BitSet();

    /** Slots that come back without objects. */
    private final BitSet numbers = new BitSet();

    /** Slots of numbers that come with the objects that they may have. */
    private final BitSet keeping = new BitSet();

    /** Those of others that come back with such an object. */
    private final BitSet kept = new BitSet();

    private boolean contradicted;
    private boolean started;

    /** A frame since which no edge has done anything that cannot be done again. */
    private @Nullable FrameState shared;

    Merge(Block block, Insn at, Constants constants, Supplier<BitSet> live, Set<Node> numeric) {
        this.numeric = numeric;
        this.block = block;
        parameters = new Parameters(block, constants);
        this.at = at;
        this.constants = constants;
        this.live = live;
    }

    Block block() {
        return block;
    }

    /** The instruction before which it is. */
    Insn at() {
        return at;
    }

    boolean isStarted() {
        return started;
    }

    boolean isReached() {
        return !incomingEdges.isEmpty();
    }

    /** Whether an edge brings what a parameter cannot be: then the graph is wrong. */
    boolean isContradicted() {
        return contradicted;
    }

    /** Slots whose numbers get their objects in the loop, turn by turn. */
    BitSet made() {
        return made;
    }

    /** Slots of numbers that edges which close a loop bring with objects, though no others do. */
    BitSet kept() {
        return kept;
    }

    /** Slots that edges which close a loop bring as numbers without objects. */
    BitSet numbers() {
        return numbers;
    }

    /** The types of the parameters by slot; null for slots that are none. */
    @Nullable Type[] types(int slots) {
        @Nullable Type[] types = new Type[slots];
        int place = 0;
        for (int i = 0; i < forms.length; i++) {
            if (forms[i] == Form.RANGE) {
                place++;
            } else if (forms[i] == Form.OBJECT) {
                types[i] = block.parameter(place++).type();
            } else if (forms[i] != Form.SAME) {
                boolean bound = forms[i] == Form.NUMBER;
                types[i] = bound ? Type.of(kinds.get(i)) : Type.orNull(kinds.get(i));
                place += (bound ? 1 : 2) + (keeping.get(i) ? 1 : 0);
            }
        }
        return types;
    }

    /**
     * One more edge, with its frame, which is kept.
     *
     * @param since a frame since which nothing was done that cannot be done again, or null
     */
    void add(Edge edge, Frame frame, @Nullable FrameState since) {
        shared = incomingEdges.isEmpty() || shared == since ? since : null;
        add(edge, frame);
    }

    /** A frame since which nothing was done on any edge that cannot be done again; null: there is none. */
    @Nullable FrameState shared() {
        return shared;
    }

    /** One more edge, with its frame, which is kept. */
    void add(Edge edge, Frame frame) {
        IncomingEdge incomingEdge = new IncomingEdge(edge, frame, at, constants);
        if (!started) {
            incomingEdges.add(incomingEdge);
            return;
        }
        for (int i = 0; i < forms.length; i++) {
            if (incomingEdge.isNumeric(i, numeric)) {
                numbers.set(i);
                numeric.addAll(objects.getOrDefault(i, List.of()));
            }
        }
        objects(incomingEdge);
        for (int i = 0; i < forms.length; i++) {
            if (virtual.get(i) && frame.referenceState(i) != ReferenceState.VIRTUAL) {
                made.set(i);
            }
            switch (forms[i]) {
                case SAME -> {}
                case OBJECT -> incomingEdge.bringObject(i);
                case NUMBER, NUMBER_OR_NULL -> bringBack(incomingEdge, i);
                case RANGE -> {
                    if (incomingEdge.isRangeLike(i, Objects.requireNonNull(ranges.get(i)))) {
                        incomingEdge.bringPlace(i);
                    } else {
                        incomingEdge.bringNothing(Kind.INT);
                        contradicted |= !made.get(i);
                    }
                }
            }
        }
        letGo(incomingEdge);
    }

    /** Makes all objects that an edge has to bring, before it brings anything. */
    private void objects(IncomingEdge incomingEdge) {
        for (int i = 0; i < forms.length; i++) {
            switch (forms[i]) {
                case SAME, RANGE -> {}
                case OBJECT -> incomingEdge.makeObject(i);
                case NUMBER, NUMBER_OR_NULL -> incomingEdge.makeShared(i, live.get());
            }
        }
    }

    /** Ends what numbers were taken out of, when nothing can leave any more. */
    private void letGo(IncomingEdge incomingEdge) {
        for (int i = 0; i < forms.length; i++) {
            if (forms[i] == Form.NUMBER || forms[i] == Form.NUMBER_OR_NULL) {
                incomingEdge.letGo(i);
            }
        }
    }

    private void bringBack(IncomingEdge incomingEdge, int slot) {
        Kind kind = kinds.get(slot);
        boolean maybe = forms[slot] == Form.NUMBER_OR_NULL;
        boolean fits =
                maybe
                        ? incomingEdge.isNumberOrNull(slot, kind, true)
                        : incomingEdge.isNumber(slot, kind, true);
        contradicted |= !fits;
        if (fits) {
            bring(incomingEdge, slot);
            return;
        }
        incomingEdge.bringNothing(kind);
        if (maybe) {
            incomingEdge.bringFlag();
        }
        if (keeping.get(slot)) {
            incomingEdge.bringNull();
        }
    }

    private void bring(IncomingEdge incomingEdge, int slot) {
        if (forms[slot] == Form.NUMBER) {
            incomingEdge.bringNumber(slot);
        } else {
            incomingEdge.bringNumberOrNull(slot, kinds.get(slot));
        }
        if (keeping.get(slot)) {
            incomingEdge.bringBox(slot);
        } else if (CachedBoxes.has(incomingEdge.frame(), slot)) {
            kept.set(slot);
        }
    }

    /**
     * Makes the parameters.
     *
     * @param loop what a loop that starts here does with the slots
     * @param names names of the locals
     * @return the frame at the start of the block
     */
    Frame start(LoopSlots loop, List<String> names) {
        started = true;
        BitSet numericSlots = new BitSet();
        forms = new Form[incomingEdges.get(0).frame().size()];
        do { // objects that are made may have been the same on all ways as numbers
            choose(loop, numericSlots);
            incomingEdges.forEach(this::objects);
        } while (areApart());
        Frame frame = incomingEdges.get(0).frame().copy();
        frame.begin();
        for (int slot = 0; slot < forms.length; slot++) {
            receive(frame, slot, loop);
            if (forms[slot] == Form.OBJECT && numericSlots.get(slot)) {
                numeric.add(frame.get(slot));
            }
            if (forms[slot] != Form.SAME && slot < names.size()) {
                name(frame.get(slot), names.get(slot));
            }
            boolean changes = loop.changes(slot);
            virtual.set(slot, !changes && frame.referenceState(slot) == ReferenceState.VIRTUAL);
        }
        incomingEdges.forEach(this::letGo);
        if (loop.isLoop() || incomingEdges.stream().anyMatch(IncomingEdge::isTouched)) {
            shared = null;
        }
        incomingEdges.clear();
        return frame;
    }

    /** Chooses how slots come, and finds those that are numbers. */
    private void choose(LoopSlots loop, BitSet numericSlots) {
        kinds.clear();
        for (int slot = 0; slot < forms.length; slot++) {
            boolean changes = loop.changes(slot);
            for (IncomingEdge incomingEdge : incomingEdges) {
                if (changes || incoming.differs(slot)) {
                    incomingEdge.makeShared(slot, live.get());
                }
                if (incomingEdge.isNumeric(slot, numeric)) {
                    numericSlots.set(slot);
                }
            }
            kinds.add(changes ? loop.type(slot).boundKind() : incoming.kind(slot));
            forms[slot] = form(loop, slot);
        }
    }

    /** Whether edges differ where they are to be the same. */
    private boolean areApart() {
        return IntStream.range(0, forms.length)
                .anyMatch(slot -> forms[slot] == Form.SAME && incoming.differs(slot));
    }

    private static void name(Node value, String name) {
        value.setName(name);
        if (!value.is(Op.PARAMETER)) {
            value.input(0).setName(name);
        }
    }

    private Form form(LoopSlots loop, int slot) {
        boolean changes = loop.changes(slot);
        if (!changes) {
            boolean made = loop.isMade(slot) && incoming.isVirtual(slot);
            if (made) {
                return Form.OBJECT;
            }
            if (incoming.isRange(slot) && (loop.isLoop() || incoming.differs(slot))) {
                return Form.RANGE;
            }
            if (!incoming.differs(slot)) {
                return Form.SAME;
            }
        }
        Kind kind = kinds.get(slot);
        boolean number = kind == Kind.INT || kind == Kind.FLOAT;
        if (!number || !(changes ? loop.isNumber(slot) : incoming.isVirtual(slot))) {
            return Form.OBJECT;
        }
        boolean bound = !changes || loop.type(slot).isBound();
        boolean all = bound;
        boolean allOrNull = true;
        for (IncomingEdge incomingEdge : incomingEdges) {
            all &= incomingEdge.isNumber(slot, kind, changes);
            allOrNull &= incomingEdge.isNumberOrNull(slot, kind, changes);
        }
        return all ? Form.NUMBER : allOrNull ? Form.NUMBER_OR_NULL : Form.OBJECT;
    }

    /** Lets all edges bring a slot, and puts what comes into the frame. */
    private void receive(Frame frame, int slot, LoopSlots loop) {
        switch (forms[slot]) {
            case SAME -> incoming.same(frame, slot);
            case OBJECT -> {
                boolean changes = loop.changes(slot);
                Type type = changes ? loop.type(slot) : Type.NEVER;
                for (IncomingEdge incomingEdge : incomingEdges) {
                    type = type.join(incomingEdge.bringObject(slot));
                }
                Node object = block.addParameter(type, slot);
                frame.set(slot, object, ReferenceState.OWNED);
                objects.put(slot, List.of(object));
            }
            case NUMBER, NUMBER_OR_NULL -> {
                boolean keeps = loop.isKept(slot);
                for (IncomingEdge incomingEdge : incomingEdges) {
                    keeps |= CachedBoxes.has(incomingEdge.frame(), slot);
                }
                keeping.set(slot, keeps);
                for (IncomingEdge incomingEdge : incomingEdges) {
                    bring(incomingEdge, slot);
                }
                boolean maybe = forms[slot] == Form.NUMBER_OR_NULL;
                Node number = parameters.number(slot, kinds.get(slot), maybe, keeps);
                frame.set(slot, number, ReferenceState.VIRTUAL);
            }
            case RANGE -> {
                incomingEdges.forEach(incomingEdge -> incomingEdge.bringPlace(slot));
                Node first = frame.get(slot);
                Node place = block.addParameter(Type.INT64, slot);
                frame.set(
                        slot,
                        parameters.unmade(Op.RANGE_ITERATOR, place, first.input(1), first.input(2)),
                        ReferenceState.VIRTUAL);
                ranges.put(slot, frame.get(slot));
            }
        }
    }
}
