package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Numbers that were taken out of objects, which are kept beside them as long as the numbers do not change: who asks for the
 * object gets that one. Some slot of a local still holds it, in place of a number that has not been put there; so before
 * anything is put into such a slot, these numbers get their objects.
 */
final class CachedBoxes {
    private CachedBoxes() {}

    /** Whether the value is a number with an object that it may have. */
    static boolean is(Node value) {
        return switch (value.op()) {
            case BOX_INT_OR, BOX_FLOAT_OR, BOX_INT_IF, BOX_FLOAT_IF ->
                    !object(value).type().is(Kind.NULL);
            default -> false;
        };
    }

    /** The object that such a number may have. */
    static Node object(Node value) {
        return value.input(value.inputs().size() - 1);
    }

    /** Whether a slot has an object that a number alone would not give back. */
    static boolean has(Frame frame, int slot) {
        Node value = frame.get(slot);
        if (value.type().is(Kind.NULL)) {
            return false;
        }
        return frame.referenceState(slot) == ReferenceState.VIRTUAL ? is(value) : !isCached(value);
    }

    private static boolean isCached(Node value) {
        return value.is(Op.CONST)
                && value.literal().kind() == Literal.Kind.INT
                && References.isImmortal(value);
    }

    /**
     * Whether another slot has the same number without an object: they are one object.
     *
     * @param live locals that anything looks at later
     */
    static boolean isShared(Frame frame, int slot, BitSet live) {
        if (frame.referenceState(slot) != ReferenceState.VIRTUAL || !isLive(frame, slot, live)) {
            return false;
        }
        for (int i = 0; i < frame.size(); i++) {
            if (i != slot && frame.get(i) == frame.get(slot) && isLive(frame, i, live)) {
                return !frame.get(slot).type().is(Kind.NULL);
            }
        }
        return false;
    }

    private static boolean isLive(Frame frame, int slot, BitSet live) {
        return slot >= frame.locals() || live.get(slot);
    }

    /** Numbers in the frame that may have objects, other than the one. */
    static Set<Node> others(Frame frame, Node number) {
        Set<Node> others = new LinkedHashSet<>();
        for (int i = 0; i < frame.size(); i++) {
            Node value = frame.get(i);
            if (value != number && frame.referenceState(i) == ReferenceState.VIRTUAL && is(value)) {
                others.add(value);
            }
        }
        return others;
    }
}
