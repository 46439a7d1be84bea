package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** Comparisons of numbers and strings, identity, and {@code in}. */
final class Comparisons {
    private Comparisons() {}

    /** {@code COMPARE_OP}: a b -> bool. */
    static void compare(Builder b, Insn insn) {
        Node flag = compared(b, insn);
        if (flag == null) {
            GenericInstructions.build(b);
            return;
        }
        Node result = Numeric.boxed(b, flag);
        b.drop(2);
        b.push(result);
    }

    private static @Nullable Node compared(Builder b, Insn insn) {
        ComparisonOperator operator = ComparisonOperator.of(insn.oparg());
        Kind common = Numeric.common(b.peek(1), b.peek(0), expected(insn.seen()));
        if (common == Kind.INT) {
            Node left = Numeric.unboxInt(b, b.peek(1));
            Node right = Numeric.unboxInt(b, b.peek(0));
            return b.node(Op.INT_COMPARE, 0, operator, left, right);
        }
        // an int as a float may be another number
        boolean same = Numeric.isExactAsFloat(b.peek(1)) && Numeric.isExactAsFloat(b.peek(0));
        if (common == Kind.FLOAT && same) {
            Node left = Numeric.unboxFloat(b, b.peek(1));
            Node right = Numeric.unboxFloat(b, b.peek(0));
            return b.node(Op.FLOAT_COMPARE, 0, operator, left, right);
        }
        if (areStrings(b, insn)) {
            return strings(b, operator);
        }
        boolean hasRun = b.image().hasRun(insn);
        if (hasRun && mayBeStrings(b)) {
            return b.node(Op.COMPARE, 0, operator, b.object(1), b.object(0));
        }
        if (hasRun && areTuples(b)) {
            Node left = Guards.kind(b, b.peek(1), Kind.TUPLE);
            return b.node(Op.COMPARE, 0, operator, left, Guards.kind(b, b.peek(0), Kind.TUPLE));
        }
        if (Operators.areNumbers(b, insn, hasRun)) {
            return b.node(Op.COMPARE, 0, operator, b.object(1), b.object(0));
        }
        return hasRun ? guessed(b, insn, operator) : null;
    }

    /** Whether one is a tuple, and the other may be. */
    private static boolean areTuples(Builder b) {
        Node left = b.peek(1);
        Node right = b.peek(0);
        return left.type().is(Kind.TUPLE) && mayBeTuple(right)
                || right.type().is(Kind.TUPLE) && mayBeTuple(left);
    }

    private static boolean mayBeTuple(Node value) {
        return switch (value.type().kind()) {
            case TUPLE, OBJECT, UNKNOWN -> true;
            default -> false;
        };
    }

    /** Whether one is a string, and the other may be. */
    private static boolean mayBeStrings(Builder b) {
        Kind left = b.peek(1).type().kind();
        Kind right = b.peek(0).type().kind();
        return (left == Kind.STR || right == Kind.STR) && isOpen(left) && isOpen(right);
    }

    /**
     * Of objects that may be of several classes: most of these are equal to nothing but themselves, and those that are
     * less than others are numbers or strings.
     */
    private static @Nullable Node guessed(Builder b, Insn insn, ComparisonOperator operator) {
        boolean differs = operator == ComparisonOperator.NOT_EQUAL;
        boolean equality = operator == ComparisonOperator.EQUAL || differs;
        if (!equality && Operators.isUnknown(b, insn)) {
            return b.node(Op.COMPARE, 0, operator, b.object(1), b.object(0));
        }
        if (!equality || !isPlain(b.peek(1)) || !isPlain(b.peek(0))) {
            return null;
        }
        Node equal = b.node(Op.EQUAL, b.object(1), b.object(0));
        return differs ? b.node(Op.NOT, equal) : equal;
    }

    /** Whether equality of such an object need not be asked for in Python. */
    private static boolean isPlain(Node value) {
        return switch (value.type().kind()) {
            case INT, FLOAT, STR, BOOL, NONE, INSTANCE, OBJECT, UNKNOWN -> true;
            default -> false;
        };
    }

    private static boolean areStrings(Builder b, Insn insn) {
        Kind left = b.peek(1).type().kind();
        Kind right = b.peek(0).type().kind();
        boolean known = left == Kind.STR && right == Kind.STR;
        return known || insn.seen() == Opcode.COMPARE_OP_STR && isOpen(left) && isOpen(right);
    }

    private static boolean isOpen(Kind kind) {
        return kind == Kind.STR || kind == Kind.OBJECT || kind == Kind.UNKNOWN;
    }

    private static Node strings(Builder b, ComparisonOperator operator) {
        boolean differs = operator == ComparisonOperator.NOT_EQUAL;
        Node left = Guards.kind(b, b.peek(1), Kind.STR);
        Node right = Guards.kind(b, b.peek(0), Kind.STR);
        if (operator != ComparisonOperator.EQUAL && !differs) {
            return b.node(Op.COMPARE, 0, operator, left, right);
        }
        Node equal = b.node(Op.STR_EQUAL, left, right);
        return differs ? b.node(Op.NOT, equal) : equal;
    }

    private static Kind expected(Opcode seen) {
        return switch (seen) {
            case COMPARE_OP_INT -> Kind.INT;
            case COMPARE_OP_FLOAT -> Kind.FLOAT;
            default -> Kind.OBJECT;
        };
    }

    /** {@code IS_OP}: a b -> bool. */
    static void is(Builder b, int inverted) {
        Node flag = b.node(Op.IS, b.object(1), b.object(0));
        Node result = Numeric.boxed(b, inverted == 0 ? flag : b.node(Op.NOT, flag));
        b.drop(2);
        b.push(result);
    }

    /** {@code CONTAINS_OP}: item container -> bool. What was not seen to be a set or a dict may be a sequence. */
    static void contains(Builder b, Insn insn) {
        boolean table =
                insn.seen() == Opcode.CONTAINS_OP_SET || insn.seen() == Opcode.CONTAINS_OP_DICT;
        boolean known =
                switch (b.peek(0).type().kind()) {
                    case LIST, TUPLE, DICT, SET, STR -> true;
                    case OBJECT, UNKNOWN -> table || b.image().hasRun(insn);
                    default -> false;
                };
        if (!known) {
            GenericInstructions.build(b);
            return;
        }
        Node flag = b.node(Op.CONTAINS, b.object(0), b.object(1));
        Node result = Numeric.boxed(b, insn.oparg() == 0 ? flag : b.node(Op.NOT, flag));
        b.drop(2);
        b.push(result);
    }
}
