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
import dev.justjit.ir.Typing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place where several ways meet: the frames that they bring, until the block is started; then, which slots of the frame
 * are parameters of the block. A slot is one where ways differ, or where a loop may bring something else later.
 *
 * <p>A parameter is an object, which the slot holds, or a number, the object of which is not made. Ways bring what is
 * wanted: objects are made, or numbers taken out of them, before they jump. Where ways that do not close a loop bring
 * objects, it stays an object: it may be compared with others.
 */
final class Merge {
    /** How a slot comes to the block. */
    private enum Form {
        /** As all ways have it. */
        SAME,
        OBJECT,
        NUMBER,
        /** A number, and a flag without which there is none: the slot is empty. */
        NUMBER_OR_NULL,
        /** The place of an iterator over a range, which is not made. */
        RANGE
    }

    private final Block block;
    private final Insn at;
    private final Constants constants;

    /** Whether the code compares objects by what they are: then numbers taken out of objects would be others. */
    private final boolean identity;

    private final List<Way> ways = new ArrayList<>();
    private Form[] forms = {};
    private final List<Kind> kinds = new ArrayList<>();

    /** Parameters of the code that are objects of numbers: on some way, they are made for them. */
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

    private boolean contradicted;
    private boolean started;

    /** A frame since which no way has done anything that cannot be done again. */
    private @Nullable FrameState shared;

    Merge(Block block, Insn at, Constants constants, boolean identity, Set<Node> numeric) {
        this.numeric = numeric;
        this.block = block;
        this.at = at;
        this.constants = constants;
        this.identity = identity;
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
        return !ways.isEmpty();
    }

    /** Whether a way brings what a parameter cannot be: then the graph is wrong. */
    boolean isContradicted() {
        return contradicted;
    }

    /** Slots whose numbers get their objects in the loop, turn by turn. */
    BitSet made() {
        return made;
    }

    /** Slots that ways which close a loop bring as numbers without objects. */
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
                place += bound ? 1 : 2;
            }
        }
        return types;
    }

    /**
     * One more way, with its frame, which is kept.
     *
     * @param since a frame since which nothing was done that cannot be done again, or null
     */
    void add(Edge edge, Frame frame, @Nullable FrameState since) {
        shared = ways.isEmpty() || shared == since ? since : null;
        add(edge, frame);
    }

    /** A frame since which nothing was done on any way that cannot be done again; null: there is none. */
    @Nullable FrameState shared() {
        return shared;
    }

    /** One more way, with its frame, which is kept. */
    void add(Edge edge, Frame frame) {
        Way way = new Way(edge, frame, at, constants);
        if (!started) {
            ways.add(way);
            return;
        }
        for (int i = 0; i < forms.length; i++) {
            if (way.isNumeric(i, numeric)) {
                numbers.set(i);
                numeric.addAll(objects.getOrDefault(i, List.of()));
            }
            if (virtual.get(i) && frame.holding(i) != Holding.VIRTUAL) {
                made.set(i);
            }
            switch (forms[i]) {
                case SAME -> {}
                case OBJECT -> way.bringObject(i);
                case NUMBER, NUMBER_OR_NULL -> bringBack(way, i);
                case RANGE -> {
                    if (way.isRangeLike(i, Objects.requireNonNull(ranges.get(i)))) {
                        way.bringPlace(i);
                    } else {
                        way.bringNothing(Kind.INT);
                        contradicted |= !made.get(i);
                    }
                }
            }
        }
        letGo(way);
    }

    /** Ends what numbers were taken out of, when nothing can leave any more. */
    private void letGo(Way way) {
        for (int i = 0; i < forms.length; i++) {
            if (forms[i] == Form.NUMBER || forms[i] == Form.NUMBER_OR_NULL) {
                way.letGo(i);
            }
        }
    }

    private void bringBack(Way way, int slot) {
        Kind kind = kinds.get(slot);
        boolean maybe = forms[slot] == Form.NUMBER_OR_NULL;
        boolean fits =
                maybe
                        ? way.isNumberOrNull(slot, kind, !identity)
                        : way.isNumber(slot, kind, !identity);
        contradicted |= !fits;
        if (fits) {
            bring(way, slot);
        } else {
            way.bringNothing(kind);
            if (maybe) {
                way.bringFlag();
            }
        }
    }

    private void bring(Way way, int slot) {
        if (forms[slot] == Form.NUMBER) {
            way.bringNumber(slot);
        } else {
            way.bringNumberOrNull(slot, kinds.get(slot));
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
        Frame frame = ways.get(0).frame().copy();
        frame.begin();
        forms = new Form[frame.size()];
        for (int slot = 0; slot < forms.length; slot++) {
            boolean changes = loop.changes(slot);
            kinds.add(changes ? loop.type(slot).boundKind() : kind(slot));
            forms[slot] = form(loop, slot);
        }
        for (int slot = 0; slot < forms.length; slot++) {
            receive(frame, slot, loop);
            if (forms[slot] != Form.SAME && slot < names.size()) {
                name(frame.get(slot), names.get(slot));
            }
            boolean changes = loop.changes(slot);
            virtual.set(slot, !changes && frame.holding(slot) == Holding.VIRTUAL);
        }
        ways.forEach(this::letGo);
        if (loop.isLoop() || ways.stream().anyMatch(Way::isTouched)) {
            shared = null;
        }
        ways.clear();
        return frame;
    }

    private static void name(Node value, String name) {
        value.setName(name);
        if (!value.is(Op.PARAMETER)) {
            value.input(0).setName(name);
        }
    }

    /** Kind of the number that a slot is on some way. */
    private Kind kind(int slot) {
        for (Way way : ways) {
            if (!Way.isNull(way.frame().get(slot))) {
                return way.frame().get(slot).type().boundKind();
            }
        }
        return Kind.NULL;
    }

    private Form form(LoopSlots loop, int slot) {
        boolean changes = loop.changes(slot);
        if (!changes) {
            boolean made = loop.isMade(slot) && isVirtual(slot);
            if (made) {
                return Form.OBJECT;
            }
            if (isRange(slot) && (loop.isLoop() || differs(slot))) {
                return Form.RANGE;
            }
            if (!differs(slot)) {
                return Form.SAME;
            }
        }
        Kind kind = kinds.get(slot);
        boolean number = kind == Kind.INT || kind == Kind.FLOAT;
        if (!number || !(changes ? loop.isNumber(slot) : isVirtual(slot))) {
            return Form.OBJECT;
        }
        boolean ofObjects = changes && !identity;
        boolean bound = !changes || loop.type(slot).isBound();
        boolean all = bound;
        boolean allOrNull = true;
        for (Way way : ways) {
            all &= way.isNumber(slot, kind, ofObjects);
            allOrNull &= way.isNumberOrNull(slot, kind, ofObjects);
            boolean alone = !identity || isAlone(way.frame(), slot);
            allOrNull &= alone;
            all &= alone;
        }
        return all ? Form.NUMBER : allOrNull ? Form.NUMBER_OR_NULL : Form.OBJECT;
    }

    /** Whether all ways bring iterators over ranges that end at the same place. */
    private boolean isRange(int slot) {
        Node first = ways.get(0).frame().get(slot);
        return ways.stream().allMatch(way -> way.isRangeLike(slot, first));
    }

    private boolean isVirtual(int slot) {
        for (Way way : ways) {
            if (way.frame().holding(slot) == Holding.VIRTUAL) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAlone(Frame frame, int slot) {
        for (int i = 0; i < frame.size(); i++) {
            if (i != slot && frame.get(i) == frame.get(slot)) {
                return Way.isNull(frame.get(slot));
            }
        }
        return true;
    }

    private boolean differs(int slot) {
        Node first = References.object(ways.get(0).frame().get(slot));
        for (Way way : ways) {
            if (References.object(way.frame().get(slot)) != first) {
                return true;
            }
        }
        return false;
    }

    /** What is the same on all ways, with what is proved on all. */
    private Node common(int slot) {
        Node first = ways.get(0).frame().get(slot);
        for (Way way : ways) {
            if (way.frame().get(slot) != first) {
                return References.object(first);
            }
        }
        return first;
    }

    /** Lets all ways bring a slot, and puts what comes into the frame. */
    private void receive(Frame frame, int slot, LoopSlots loop) {
        switch (forms[slot]) {
            case SAME -> same(frame, slot);
            case OBJECT -> {
                boolean changes = loop.changes(slot);
                Type type = changes ? loop.type(slot) : Type.NEVER;
                boolean number = ways.stream().anyMatch(way -> way.isNumeric(slot, numeric));
                for (Way way : ways) {
                    type = type.join(way.bringObject(slot));
                }
                Node object = block.addParameter(type, slot);
                frame.set(slot, object, Holding.OWNED);
                objects.put(slot, List.of(object));
                if (number) {
                    numeric.add(object);
                }
            }
            case NUMBER, NUMBER_OR_NULL -> {
                for (Way way : ways) {
                    bring(way, slot);
                }
                frame.set(slot, number(slot), Holding.VIRTUAL);
            }
            case RANGE -> {
                ways.forEach(way -> way.bringPlace(slot));
                Node first = frame.get(slot);
                Node place = block.addParameter(Type.INT64, slot);
                frame.set(
                        slot,
                        unmade(Op.RANGE_ITERATOR, place, first.input(1), first.input(2)),
                        Holding.VIRTUAL);
                ranges.put(slot, frame.get(slot));
            }
        }
    }

    /** An entry of the stack that is borrowed on all ways stays so. */
    private void same(Frame frame, int slot) {
        Holding holding = frame.holding(slot);
        if (slot >= frame.locals() && holding != Holding.VIRTUAL) {
            boolean owned =
                    ways.stream().anyMatch(way -> way.frame().holding(slot) == Holding.OWNED);
            if (owned) {
                ways.forEach(way -> way.own(slot));
                holding = Holding.OWNED;
            }
        }
        frame.set(slot, common(slot), holding);
    }

    /** The number as an object that is not made. */
    private Node number(int slot) {
        boolean isInt = kinds.get(slot) == Kind.INT;
        Node number = block.addParameter(isInt ? Type.INT64 : Type.DOUBLE, slot);
        if (forms[slot] == Form.NUMBER) {
            return unmade(isInt ? Op.BOX_INT : Op.BOX_FLOAT, number);
        }
        Node flag = block.addParameter(Type.FLAG, slot);
        return unmade(isInt ? Op.BOX_INT_IF : Op.BOX_FLOAT_IF, number, flag);
    }

    private Node unmade(Op op, Node... numbers) {
        Node box = block.graph().detached(op, Type.NONE, 0, null, numbers);
        box.setType(Typing.of(box).virtual());
        block.append(box);
        return box;
    }
}
