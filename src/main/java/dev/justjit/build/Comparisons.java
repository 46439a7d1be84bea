package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** Comparisons of numbers, and identity. */
final class Comparisons {
    private Comparisons() {}

    /** {@code COMPARE_OP}: a b -> bool. */
    static void compare(Builder b, Insn insn) {
        Node flag = compared(b, insn);
        if (flag == null) {
            WholeInstructions.build(b);
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
        return null;
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
}
