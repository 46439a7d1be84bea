package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import java.util.List;

/**
 * What the ways to a merge have in common, slot by slot.
 *
 * @param ways those that there are
 */
record Incoming(List<Way> ways) {
    /** Kind of the number that a slot is on some way. */
    Kind kind(int slot) {
        for (Way way : ways) {
            if (!Way.isNull(way.frame().get(slot))) {
                return way.frame().get(slot).type().boundKind();
            }
        }
        return Kind.NULL;
    }

    /** Whether all ways bring iterators over ranges that end at the same place. */
    boolean isRange(int slot) {
        Node first = ways.get(0).frame().get(slot);
        return ways.stream().allMatch(way -> way.isRangeLike(slot, first));
    }

    boolean isVirtual(int slot) {
        for (Way way : ways) {
            if (way.frame().holding(slot) == Holding.VIRTUAL) {
                return true;
            }
        }
        return false;
    }

    boolean differs(int slot) {
        Node first = References.object(ways.get(0).frame().get(slot));
        for (Way way : ways) {
            if (References.object(way.frame().get(slot)) != first) {
                return true;
            }
        }
        return false;
    }

    /** What is the same on all ways, with what is proved on all. */
    Node common(int slot) {
        Node first = ways.get(0).frame().get(slot);
        for (Way way : ways) {
            if (way.frame().get(slot) != first) {
                return References.object(first);
            }
        }
        return first;
    }

    /** An entry of the stack that is borrowed on all ways stays so. */
    void same(Frame frame, int slot) {
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
}
