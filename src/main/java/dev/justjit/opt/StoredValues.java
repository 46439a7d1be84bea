package dev.justjit.opt;

import dev.justjit.ir.Constants;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Memory;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Result;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known to be in memory, because it was put there. */
final class StoredValues {
    /**
     * A place in memory: what a load of it does.
     *
     * @param object what is loaded from
     * @param index number that is part of the operation
     * @param item index of an element, or null
     */
    private record Place(Op load, Node object, int index, @Nullable Node item) {
        int memory() {
            return load.effects().reads();
        }
    }

    private final Map<Place, Node> values;

    /** New objects, in which nothing is but what has been stored since, with the NULL that is there else. */
    private final Map<Node, Node> empty;

    StoredValues() {
        this(new HashMap<>(), new HashMap<>());
    }

    private StoredValues(Map<Place, Node> values, Map<Node, Node> empty) {
        this.values = values;
        this.empty = empty;
    }

    /** What is still known after something was written. */
    StoredValues without(int written) {
        StoredValues rest = new StoredValues(new HashMap<>(values), new HashMap<>(empty));
        rest.forget(written);
        return rest;
    }

    private void forget(int written) {
        if (written != 0) {
            values.keySet().removeIf(place -> (place.memory() & written) != 0);
            if ((written & Memory.ATTRIBUTE.bit()) != 0) {
                empty.clear();
            }
        }
    }

    /** The value that a load finds, or null. */
    @Nullable Node find(Node load) {
        if (load.inputs().isEmpty()) {
            return null;
        }
        Place place = place(load.op(), load);
        Node known = values.get(place);
        return known == null && load.is(Op.LOAD_VALUE) ? empty.get(place.object()) : known;
    }

    private static Place place(Op load, Node node) {
        boolean isItem = load.signature().inputs().size() > 1;
        return new Place(load, object(node.input(0)), node.index(), isItem ? node.input(1) : null);
    }

    /** The object itself, whatever was proved of it. */
    private static Node object(Node node) {
        Node object = node;
        while (object.op().result() == Result.SAME) {
            object = object.input(0);
        }
        return object;
    }

    /** Takes note of what a node does. */
    void after(Node node, Constants constants) {
        Op load = node.effects().releasesOld() ? null : node.op().readBack();
        if (load == null) {
            forget(node.effects().writes());
            made(node, constants);
        } else {
            Place place = place(load, node);
            values.keySet().removeIf(other -> mayBe(place, other));
            if (!empty.containsKey(place.object())) {
                empty.clear(); // it may be one of them
            }
            values.put(place, node.input(node.inputs().size() - 1));
        }
    }

    /** Whether two places may be the same one. */
    private static boolean mayBe(Place one, Place other) {
        if (one.load != other.load || one.index != other.index) {
            return false; // values, slots, elements and cells are apart, and so are those of
            // different indexes
        }
        return one.object != other.object || !areApart(one.item, other.item);
    }

    private static boolean areApart(@Nullable Node one, @Nullable Node other) {
        return one != null
                && other != null
                && one.is(Op.CONST)
                && other.is(Op.CONST)
                && one.literal().bits() != other.literal().bits();
    }

    /** A new object holds what it was made of. */
    private void made(Node node, Constants constants) {
        switch (node.op()) {
            case MAKE_CELL -> values.put(new Place(Op.LOAD_CELL, node, 0, null), node.input(0));
            case NEW_LIST -> {
                int length = node.inputs().size();
                values.put(new Place(Op.LIST_LENGTH, node, 0, null), constants.raw((long) length));
                for (int i = 0; i < length; i++) {
                    Node item = constants.raw((long) i);
                    values.put(new Place(Op.LIST_ITEM, node, 0, item), node.input(i));
                }
            }
            case NEW_INSTANCE -> empty.put(node, constants.object(Literal.NULL));
            default -> {} // holds nothing that loads read
        }
    }
}
