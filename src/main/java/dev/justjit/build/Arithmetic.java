package dev.justjit.build;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** Arithmetic on ints that fit in 64 bits and on floats. Leaves where a result does not fit, or an operation raises. */
final class Arithmetic {
    private Arithmetic() {}

    /** {@code BINARY_OP}: a b -> x. */
    static void binary(Builder b, Insn insn) {
        BinaryOperator operator = BinaryOperator.of(insn.oparg()).plain();
        Node left = b.peek(1);
        Node right = b.peek(0);
        Kind expected = expected(insn.seen());
        boolean guess = expected == Kind.OBJECT && Operators.areInts(b, insn, operator);
        Op op =
                switch (Numeric.common(left, right, guess ? Kind.INT : expected)) {
                    case INT -> ofInts(operator);
                    case FLOAT -> ofFloats(operator);
                    default -> null;
                };
        if (op == null) {
            Operators.binary(b, insn, operator);
            return;
        }
        Node one;
        Node two;
        if (op.signature().at(0) == dev.justjit.ir.Representation.INT64) {
            one = Numeric.unboxInt(b, left);
            two = Numeric.unboxInt(b, b.peek(0));
        } else {
            one = Numeric.unboxFloat(b, left);
            two = Numeric.unboxFloat(b, b.peek(0));
        }
        Node result = Numeric.boxed(b, b.node(op, one, two));
        b.drop(2);
        b.push(result);
    }

    private static Kind expected(Opcode seen) {
        return switch (seen) {
            case BINARY_OP_ADD_INT, BINARY_OP_SUBTRACT_INT, BINARY_OP_MULTIPLY_INT -> Kind.INT;
            case BINARY_OP_ADD_FLOAT, BINARY_OP_SUBTRACT_FLOAT, BINARY_OP_MULTIPLY_FLOAT ->
                    Kind.FLOAT;
            default -> Kind.OBJECT;
        };
    }

    private static @Nullable Op ofInts(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> Op.INT_ADD;
            case SUBTRACT -> Op.INT_SUBTRACT;
            case MULTIPLY -> Op.INT_MULTIPLY;
            case FLOOR_DIVIDE -> Op.INT_FLOOR_DIVIDE;
            case REMAINDER -> Op.INT_REMAINDER;
            case TRUE_DIVIDE -> Op.INT_TRUE_DIVIDE;
            case AND -> Op.INT_AND;
            case OR -> Op.INT_OR;
            case XOR -> Op.INT_XOR;
            case LSHIFT -> Op.INT_LSHIFT;
            case RSHIFT -> Op.INT_RSHIFT;
            default -> null;
        };
    }

    private static @Nullable Op ofFloats(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> Op.FLOAT_ADD;
            case SUBTRACT -> Op.FLOAT_SUBTRACT;
            case MULTIPLY -> Op.FLOAT_MULTIPLY;
            case TRUE_DIVIDE -> Op.FLOAT_DIVIDE;
            case FLOOR_DIVIDE -> Op.FLOAT_FLOOR_DIVIDE;
            case REMAINDER -> Op.FLOAT_REMAINDER;
            default -> null;
        };
    }

    /** {@code UNARY_NEGATIVE}: a -> x. */
    static void negative(Builder b) {
        Node value = b.peek(0);
        switch (value.type().kind()) {
            case INT -> replace(b, b.node(Op.INT_NEGATE, Numeric.unboxInt(b, value)));
            case FLOAT -> replace(b, b.node(Op.FLOAT_NEGATE, Numeric.unboxFloat(b, value)));
            default -> GenericInstructions.build(b);
        }
    }

    /** {@code UNARY_INVERT}: a -> x. */
    static void invert(Builder b) {
        Node value = b.peek(0);
        if (value.type().is(Kind.INT)) {
            replace(b, b.node(Op.INT_INVERT, Numeric.unboxInt(b, value)));
        } else {
            GenericInstructions.build(b);
        }
    }

    private static void replace(Builder b, Node number) {
        Node result = Numeric.boxed(b, number);
        b.drop();
        b.push(result);
    }
}
