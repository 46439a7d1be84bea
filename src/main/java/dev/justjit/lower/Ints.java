package dev.justjit.lower;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.snippet.IntOperations;
import org.jspecify.annotations.Nullable;

/** Numbers of 64 bits and truth values. */
final class Ints {
    private static final String LARGE = "the number does not fit in 64 bits";

    private final MacroAssembler m;
    private final Values values;

    Ints(Function function, Values values) {
        this.values = values;
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case INT_ADD, INT_SUBTRACT, INT_MULTIPLY -> overflowing(node);
            case INT_AND, INT_OR, INT_XOR -> bits(node);
            case INT_FLOOR_DIVIDE -> whole(BinaryOperator.FLOOR_DIVIDE);
            case INT_REMAINDER -> whole(BinaryOperator.REMAINDER);
            case INT_LSHIFT -> whole(BinaryOperator.LSHIFT);
            case INT_RSHIFT -> shiftRight();
            case INT_TRUE_DIVIDE -> {
                values.load(Reg.ARG0, 0);
                values.load(Reg.ARG1, 1);
                IntOperations.trueDivide(m, values.exit("the quotient is no exact one"));
                values.finish(FReg.F0);
            }
            case INT_NEGATE -> {
                Reg result = values.result();
                Reg operand = values.use(0, Reg.RET);
                if (values.leaves()) {
                    m.negOverflow(result, operand, values.exit(LARGE));
                } else {
                    m.neg(result, operand);
                }
                values.finish(result);
            }
            case INT_INVERT -> {
                Reg result = values.result();
                m.not(result, values.use(0, Reg.RET));
                values.finish(result);
            }
            case NOT -> {
                Reg result = values.result();
                m.xor(result, values.use(0, Reg.RET), 1);
                values.finish(result);
            }
            case SELECT_INT, SELECT -> {
                Label chosen = m.newLabel();
                values.load(Reg.RET, 1);
                m.branch(Cond.NE, Width.W64, values.use(0, Reg.TMP0), 0, chosen);
                values.load(Reg.RET, 2);
                m.bind(chosen);
                values.finish(Reg.RET);
            }
            case INT_COMPARE, IS -> {
                Reg result = values.result();
                m.set(
                        condition(node),
                        Width.W64,
                        result,
                        values.use(0, Reg.RET),
                        values.use(1, Reg.TMP0));
                values.finish(result);
            }
            case CHECK_INDEX -> {
                Reg index = values.use(0, Reg.RET);
                Label outside = values.exit("the index is outside");
                m.branch(Cond.ABOVE_EQ, Width.W64, index, values.use(1, Reg.TMP0), outside);
                values.finish(index);
            }
            default -> throw new IllegalStateException(node.toString());
        }
    }

    /** How a comparison that is true compares. */
    static Cond condition(Node node) {
        return node.is(Op.IS) ? Cond.EQ : Cond.of(operator(node));
    }

    static ComparisonOperator operator(Node node) {
        if (node.detail() instanceof ComparisonOperator operator) {
            return operator;
        }
        throw new IllegalStateException(node.toString());
    }

    /** A constant that fits into an instruction, or null. */
    static @Nullable Integer immediate(Node operand) {
        Node origin = States.origin(operand);
        if (!origin.is(Op.CONST) || origin.literal().kind() != Literal.Kind.INT) {
            return null;
        }
        long value = origin.literal().bits();
        return value == (short) value ? (int) value : null;
    }

    private void overflowing(Node node) {
        Reg result = values.result();
        Reg left = values.use(0, Reg.RET);
        Integer immediate = node.is(Op.INT_MULTIPLY) ? null : immediate(node.input(1));
        if (immediate != null) {
            addImmediate(node, result, left, immediate);
        } else {
            Reg right = values.use(1, Reg.TMP0);
            Label large = values.leaves() ? values.exit(LARGE) : null;
            switch (node.op()) {
                case INT_ADD -> {
                    if (large == null) {
                        m.add(result, left, right);
                    } else {
                        m.addOverflow(result, left, right, large);
                    }
                }
                case INT_SUBTRACT -> {
                    if (large == null) {
                        m.sub(result, left, right);
                    } else {
                        m.subOverflow(result, left, right, large);
                    }
                }
                default -> {
                    if (large == null) {
                        m.mul(result, left, right);
                    } else {
                        m.mulOverflow(result, left, right, large);
                    }
                }
            }
        }
        values.finish(result);
    }

    private void addImmediate(Node node, Reg result, Reg left, int immediate) {
        boolean adds = node.is(Op.INT_ADD);
        if (!values.leaves()) {
            m.add(result, left, adds ? immediate : -immediate);
        } else if (adds) {
            m.addOverflow(result, left, immediate, values.exit(LARGE));
        } else {
            m.subOverflow(result, left, immediate, values.exit(LARGE));
        }
    }

    private void bits(Node node) {
        Reg result = values.result();
        Reg left = values.use(0, Reg.RET);
        Reg right = values.use(1, Reg.TMP0);
        switch (node.op()) {
            case INT_AND -> m.and(result, left, right);
            case INT_OR -> m.or(result, left, right);
            default -> m.xor(result, left, right);
        }
        values.finish(result);
    }

    /** All bits but the sign are gone where the distance is greater than the processor's. */
    private void shiftRight() {
        Label near = m.newLabel();
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        m.branch(Cond.BELOW_EQ, Width.W64, Reg.ARG1, Long.SIZE - 1, near);
        if (values.leaves()) {
            Label negative = values.exit("the operator does not give such a number");
            m.branch(Cond.LT, Width.W64, Reg.ARG1, 0, negative);
        }
        m.moveImm(Reg.ARG1, Long.SIZE - 1);
        m.bind(near);
        m.shiftRightSigned(Reg.RET, Reg.ARG0, Reg.ARG1);
        values.finish(Reg.RET);
    }

    /** Operators that need registers of their own. */
    private void whole(BinaryOperator operator) {
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        IntOperations.compute(m, operator, values.exit("the operator does not give such a number"));
        values.finish(Reg.RET);
    }
}
