package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Numbers in and out of their objects. */
final class Numeric {
    private static final long EXACT = 1L << 53;

    private Numeric() {}

    /**
     * The value of an int, or of what is known to be a truth value; leaves if it is another object, or an int of more than
     * 64 bits.
     */
    static Node unboxInt(Builder b, Node object) {
        if (object.type().is(Kind.BOOL)) {
            Node flag = b.node(Op.UNBOX_BOOL, object);
            return b.node(Op.SELECT_INT, flag, b.values().raw(1L), b.values().raw(0L));
        }
        return b.node(Op.UNBOX_INT, Guards.kind(b, object, Kind.INT));
    }

    /** The value of a float, or of an int that is known to be one, as a float; leaves if it is another object. */
    static Node unboxFloat(Builder b, Node object) {
        if (object.type().is(Kind.INT)) {
            return b.node(Op.INT_TO_FLOAT, unboxInt(b, object));
        }
        return b.node(Op.UNBOX_FLOAT, Guards.kind(b, object, Kind.FLOAT));
    }

    /** The object of a number, which is made where it is wanted; those of truth values are there. */
    static Node boxed(Builder b, Node number) {
        return switch (number.type().representation()) {
            case INT64 -> b.nodes().unmade(Op.BOX_INT, number);
            case DOUBLE -> b.nodes().unmade(Op.BOX_FLOAT, number);
            case BOOL -> b.node(Op.BOX_BOOL, number);
            case OBJECT, VIRTUAL, NONE -> number;
        };
    }

    /**
     * What both operands are, going by what is known of them and, where that is nothing, by what the interpreter
     * expects; OBJECT if they are no numbers of one sort.
     *
     * @param expected INT, FLOAT or OBJECT
     */
    static Kind common(Node left, Node right, Kind expected) {
        Kind one = left.type().kind();
        Kind two = right.type().kind();
        boolean known = isNumber(one) && isNumber(two);
        if (known) {
            return one == Kind.INT && two == Kind.INT ? Kind.INT : Kind.FLOAT;
        }
        boolean flag = one == Kind.BOOL || two == Kind.BOOL;
        if (flag && (one == Kind.INT || two == Kind.INT)) {
            return Kind.INT; // truth values are ints
        }
        return fits(one, expected) && fits(two, expected) ? expected : Kind.OBJECT;
    }

    /** Whether the value, if it is an int, is the same number as a float. */
    static boolean isExactAsFloat(Node value) {
        return !value.type().is(Kind.INT)
                || value.type().low() >= -EXACT && value.type().high() <= EXACT;
    }

    private static boolean isNumber(Kind kind) {
        return kind == Kind.INT || kind == Kind.FLOAT;
    }

    private static boolean fits(Kind kind, Kind expected) {
        return kind == expected || kind == Kind.OBJECT || kind == Kind.UNKNOWN;
    }
}
