package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import java.util.List;

/**
 * What the edges to a merge have in common, slot by slot.
 *
 * @param incomingEdges those that there are
 */
record IncomingEdges(List<IncomingEdge> incomingEdges) {
    /** Kind of the number that a slot is on some edge. */
    Kind kind(int slot) {
        for (IncomingEdge incomingEdge : incomingEdges) {
            if (!IncomingEdge.isNull(incomingEdge.frame().get(slot))) {
                return incomingEdge.frame().get(slot).type().boundKind();
            }
        }
        return Kind.NULL;
    }

    /** Whether all edges bring iterators over ranges that end at the same place. */
    boolean isRange(int slot) {
        Node first = incomingEdges.get(0).frame().get(slot);
        return incomingEdges.stream()
                .allMatch(incomingEdge -> incomingEdge.isRangeLike(slot, first));
    }

    boolean isVirtual(int slot) {
        for (IncomingEdge incomingEdge : incomingEdges) {
            if (incomingEdge.frame().referenceState(slot) == ReferenceState.VIRTUAL) {
                return true;
            }
        }
        return false;
    }

    boolean differs(int slot) {
        Node first = References.object(incomingEdges.get(0).frame().get(slot));
        for (IncomingEdge incomingEdge : incomingEdges) {
            if (References.object(incomingEdge.frame().get(slot)) != first) {
                return true;
            }
        }
        return false;
    }

    /** What is the same on all edges, with what is proved on all. */
    Node common(int slot) {
        Node first = incomingEdges.get(0).frame().get(slot);
        for (IncomingEdge incomingEdge : incomingEdges) {
            if (incomingEdge.frame().get(slot) != first) {
                return References.object(first);
            }
        }
        return first;
    }

    /** An entry of the stack that is borrowed on all edges stays so. */
    void same(Frame frame, int slot) {
        ReferenceState referenceState = frame.referenceState(slot);
        if (slot >= frame.locals() && referenceState != ReferenceState.VIRTUAL) {
            boolean owned =
                    incomingEdges.stream()
                            .anyMatch(
                                    incomingEdge ->
                                            incomingEdge.frame().referenceState(slot)
                                                    == ReferenceState.OWNED);
            if (owned) {
                incomingEdges.forEach(incomingEdge -> incomingEdge.own(slot));
                referenceState = ReferenceState.OWNED;
            }
        }
        frame.set(slot, common(slot), referenceState);
    }
}
