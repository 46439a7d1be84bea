package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Representation;

/** What is proved of a value is known wherever the frame has it. */
final class Guards {
    private Guards() {}

    /** The same value, of this kind. */
    static Node kind(Builder b, Node value, Kind kind) {
        Node there = isUnmade(value) ? bound(b, value) : value;
        if (!there.type().is(kind)) {
            there = b.references().real(there);
        }
        return proved(b, there, b.node(Op.GUARD_TYPE, 0, kind, there));
    }

    /** The same value, not NULL. */
    static Node bound(Builder b, Node value) {
        if (isUnmade(value)) {
            b.node(Op.GUARD_TRUE, value.input(1));
            return number(b, value);
        }
        return proved(b, value, b.node(Op.GUARD_BOUND, value));
    }

    /** Whether it is a number or NULL of which no object was made; one that was made stays the object that it is. */
    static boolean isUnmade(Node value) {
        return IncomingEdge.isMaybe(value)
                && value.type().representation() == Representation.VIRTUAL;
    }

    /** The same number or NULL, of which it is known that it is not NULL. */
    static Node number(Builder b, Node maybe) {
        boolean isInt = maybe.is(Op.BOX_INT_IF);
        if (CachedBoxes.is(maybe)) {
            Op op = isInt ? Op.BOX_INT_OR : Op.BOX_FLOAT_OR;
            return proved(
                    b, maybe, b.nodes().unmade(op, maybe.input(0), CachedBoxes.object(maybe)));
        }
        return proved(
                b, maybe, b.nodes().unmade(isInt ? Op.BOX_INT : Op.BOX_FLOAT, maybe.input(0)));
    }

    private static Node proved(Builder b, Node value, Node better) {
        b.frame().replace(value, better);
        return better;
    }
}
