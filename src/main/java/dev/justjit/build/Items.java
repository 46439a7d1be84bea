package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.List;

/**
 * What a generator expression goes over.
 *
 * @param sequences lists or tuples of the items, none: the numbers are the items
 * @param numbered whether each comes with its number
 * @param first number of the first one
 * @param end where there are none any more
 * @param step from one to the next
 */
record Items(List<Node> sequences, boolean numbered, Node first, Node end, Node step) {
    static Items of(List<Node> sequences, boolean numbered, Builder b) {
        Node end = length(b, sequences.get(0));
        return new Items(sequences, numbered, b.values().raw(0L), end, b.values().raw(1L));
    }

    /** Whether an item is a tuple, which is taken apart at once. */
    boolean isUnpacked() {
        return numbered || sequences.size() > 1;
    }

    /** The length of a list or tuple. */
    static Node length(Builder b, Node sequence) {
        return b.node(sequence.type().is(Kind.LIST) ? Op.LIST_LENGTH : Op.TUPLE_LENGTH, sequence);
    }
}
