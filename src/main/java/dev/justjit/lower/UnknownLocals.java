package dev.justjit.lower;

import dev.justjit.ir.FrameState;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Result;
import dev.justjit.ir.User;
import java.util.function.Predicate;

/**
 * Locals of which the graph knows nothing but that they are in their slots: whoever changes them through a frame object
 * while Python runs changes nothing that the graph relies on.
 */
final class UnknownLocals {
    private final Predicate<Node> copied;

    /**
     * @param copied whether the graph keeps a value elsewhere than in slots of the frame
     */
    UnknownLocals(Predicate<Node> copied) {
        this.copied = copied;
    }

    /** Whether all locals of the state are such ones. */
    boolean locals(FrameState state) {
        return locals(state, state.values().size() - state.locals());
    }

    /**
     * The same where only the lowest entries of the stack stay.
     *
     * @param depth how many of the values behind the locals
     */
    boolean locals(FrameState state, int depth) {
        for (int i = 0; i < state.locals(); i++) {
            if (!isUnknownLocal(state, i, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean isUnknownLocal(FrameState state, int local, int depth) {
        Node value = state.local(local);
        Kind kind = value.type().kind();
        if (!state.isInSlot(local) || kind != Kind.NULL && value.is(Op.CONST)) {
            return false;
        }
        if (kind != Kind.OBJECT && kind != Kind.UNKNOWN && kind != Kind.NULL
                || value.op().result() == Result.SAME) {
            return false;
        }
        return value.is(Op.CONST)
                || !isLookedInto(value)
                        && !copied.test(value)
                        && mentions(state, value, depth) == 1;
    }

    /** Whether nothing is known of an object but that it is there. */
    static boolean isUnknown(Node value) {
        Kind kind = value.type().kind();
        return (kind == Kind.OBJECT || kind == Kind.UNKNOWN)
                && !value.is(Op.CONST)
                && value.op().result() != Result.SAME
                && !isLookedInto(value);
    }

    /** How often a value is in the frame: of what is there twice, one may change without the other. */
    private static int mentions(FrameState state, Node value, int depth) {
        int count = 0;
        for (int i = 0; i < state.locals() + depth; i++) {
            count += States.origin(state.values().get(i)) == value ? 1 : 0;
        }
        return count;
    }

    private static boolean isLookedInto(Node value) {
        for (int i = 0; i < value.uses().size(); i++) {
            User user = value.uses().user(i);
            if (user instanceof Node node
                    && (node.op().result() == Result.SAME
                            || node.is(Op.UNBOX_INT)
                            || node.is(Op.UNBOX_FLOAT)
                            || node.is(Op.UNBOX_BOOL)
                            || node.is(Op.IS))) {
                return true;
            }
        }
        return false;
    }
}
