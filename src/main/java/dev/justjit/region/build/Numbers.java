package dev.justjit.region.build;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.masm.Cond;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.List;

/** {@code BINARY_OP} and the unary operators on ints, bools and floats. */
final class Numbers {
    private static final String OVERFLOW = "the result does not fit 64 bits";
    private static final String ZERO = "division by zero";
    private static final int MAX_SHIFT = 63;

    /** The least int of two digits. */
    private static final long DIGIT = 1L << PyLong.DIGIT_BITS;

    private Numbers() {}

    /** {@code BINARY_OP}: l r -> x. */
    static void binary(BlockBuilder w, int oparg) {
        BinaryOperator operator = BinaryOperator.of(oparg).plain();
        Val right = w.settled(w.pop());
        Val left = w.settled(w.pop());
        if (operator == BinaryOperator.REMAINDER && isSmallerItself(w, left, right)) {
            largeRemainder(w, left, right);
        } else {
            w.push(binary(w, operator, left, right));
        }
    }

    /** Whether the remainder is the dividend's object where that has a smaller highest digit. */
    private static boolean isSmallerItself(BlockBuilder w, Val left, Val right) {
        return left.is(Shape.Kind.INT)
                && right.is(Shape.Kind.INT)
                && right.isKnown()
                && right.bits() >= DIGIT
                && w.isHeld(left);
    }

    private static void largeRemainder(BlockBuilder w, Val left, Val right) {
        long divisor = right.bits();
        int shift = PyLong.DIGIT_BITS * (divisor >> 2 * PyLong.DIGIT_BITS > 0 ? 2 : 1);
        Val remainder = newRemainder(w, left, right);
        VReg highest = w.general();
        w.emit(new Op(Op.Kind.SHR, highest, w.intReg(left), null, shift));
        Condition less = Condition.ofInts(Cond.BELOW, highest, null, (int) (divisor >> shift));
        w.fork(less, left, remainder, w.insn().next());
    }

    static Val binary(BlockBuilder w, BinaryOperator operator, Val left, Val right) {
        if (left.shape().isIntegral() && right.shape().isIntegral()) {
            return operator == BinaryOperator.TRUE_DIVIDE
                    ? divideInts(w, left, right)
                    : ints(w, operator, left, right);
        }
        if (left.shape().isNumber() && right.shape().isNumber()) {
            return Doubles.binary(w, operator, left, right);
        }
        throw new NotNumeric("an operand of " + operator.symbol() + " is no number");
    }

    private static Val ints(BlockBuilder w, BinaryOperator operator, Val left, Val right) {
        boolean bools = left.is(Shape.Kind.BOOL) && right.is(Shape.Kind.BOOL);
        return switch (operator) {
            case ADD -> sum(w, left, right);
            case SUBTRACT -> guarded(w, Op.Kind.SUB, left, right, OVERFLOW);
            case MULTIPLY -> product(w, left, right);
            case AND -> plain(w, Op.Kind.AND, left, right, bools);
            case OR -> plain(w, Op.Kind.OR, left, right, bools);
            case XOR -> plain(w, Op.Kind.XOR, left, right, bools);
            case LSHIFT -> guarded(w, Op.Kind.SHL, left, right, OVERFLOW);
            case RSHIFT -> shiftRight(w, left, right);
            case FLOOR_DIVIDE -> floorDivide(w, left, right);
            case REMAINDER -> remainder(w, left, right);
            case POWER -> power(w, left, right);
            default ->
                    throw new NotNumeric("operator " + operator.symbol() + " is not for numbers");
        };
    }

    private static Val sum(BlockBuilder w, Val left, Val right) {
        return isImmediate(left) && !isImmediate(right)
                ? guarded(w, Op.Kind.ADD, right, left, OVERFLOW)
                : guarded(w, Op.Kind.ADD, left, right, OVERFLOW);
    }

    private static Val product(BlockBuilder w, Val left, Val right) {
        return isImmediate(left)
                ? guarded(w, Op.Kind.MUL, right, left, OVERFLOW)
                : guarded(w, Op.Kind.MUL, left, right, OVERFLOW);
    }

    /** Whether an instruction takes the value, and its opposite too: sums are taken back. */
    static boolean isImmediate(Val value) {
        return value.isKnown()
                && value.shape().isIntegral()
                && value.bits() == (int) value.bits()
                && value.bits() != Integer.MIN_VALUE;
    }

    private static boolean isPowerOfTwo(Val value) {
        return value.isKnown() && value.bits() > 0 && Long.bitCount(value.bits()) == 1;
    }

    /** dst = left op right, with the right one in the instruction where it fits. */
    private static Op operation(BlockBuilder w, Op.Kind kind, Val left, Val right) {
        return isImmediate(right)
                ? new Op(kind, w.general(), w.intReg(left), null, right.bits())
                : new Op(kind, w.general(), w.intReg(left), w.intReg(right), 0);
    }

    private static Val guarded(BlockBuilder w, Op.Kind kind, Val left, Val right, String reason) {
        Op op = w.emit(operation(w, kind, left, right).leaving(w.exit(reason)));
        return result(op);
    }

    private static Val plain(BlockBuilder w, Op.Kind kind, Val left, Val right, boolean bools) {
        boolean swap = isImmediate(left) && !isImmediate(right);
        Op op = w.emit(swap ? operation(w, kind, right, left) : operation(w, kind, left, right));
        return Val.reg(bools ? Shape.BOOL : Shape.INT, java.util.Objects.requireNonNull(op.dst));
    }

    private static Val result(Op op) {
        return Val.reg(Shape.INT, java.util.Objects.requireNonNull(op.dst));
    }

    private static Val shiftRight(BlockBuilder w, Val left, Val right) {
        if (right.isKnown() && right.bits() == 0) {
            throw new NotNumeric("a shift by 0, which may give the same object");
        }
        if (isImmediate(right) && right.bits() >= 0) {
            Val count = Val.known(Shape.INT, Math.min(right.bits(), MAX_SHIFT));
            return result(w.emit(operation(w, Op.Kind.SHR, left, count)));
        }
        if (right.isKnown() && right.bits() < 0) {
            throw new NotNumeric("a negative shift");
        }
        if (left.is(Shape.Kind.INT) && w.isHeld(left)) {
            Op guard = new Op(Op.Kind.GUARD_SHIFT, null, w.intReg(left), w.intReg(right), 0);
            w.emit(guard.leaving(w.exit("the shifted int is the int itself")));
        }
        return guarded(w, Op.Kind.SHR, left, right, "a negative shift");
    }

    /** Small constant exponents are products. */
    private static Val power(BlockBuilder w, Val left, Val right) {
        boolean isSquare = right.isKnown() && right.bits() == 2 && !left.isKnown();
        if (isSquare && left.is(Shape.Kind.INT)) {
            return guarded(w, Op.Kind.MUL, left, left, OVERFLOW);
        }
        return guarded(w, Op.Kind.POW, left, right, OVERFLOW);
    }

    private static Val floorDivide(BlockBuilder w, Val left, Val right) {
        if (isPowerOfTwo(right)) {
            long shift = Long.numberOfTrailingZeros(right.bits());
            return result(w.emit(operation(w, Op.Kind.SHR, left, Val.known(Shape.INT, shift))));
        }
        return divided(w, Op.Kind.FLOOR_DIV, left, right);
    }

    private static Val divided(BlockBuilder w, Op.Kind kind, Val left, Val right) {
        List<Op> ops = w.block.ops;
        Op before = ops.isEmpty() ? null : ops.get(ops.size() - 1);
        Val quotient = guarded(w, kind, left, right, ZERO);
        Op division = ops.get(ops.size() - 1);
        if (before != null && before.dst == division.a) {
            boolean isSum = before.kind == Op.Kind.ADD || before.kind == Op.Kind.SUB;
            division.large = before.kind == Op.Kind.MUL;
            division.step = kind == Op.Kind.MOD && isSum && before.b == null;
        }
        return quotient;
    }

    private static Val remainder(BlockBuilder w, Val left, Val right) {
        boolean isHeld = left.is(Shape.Kind.INT) && w.isHeld(left);
        if (isHeld && right.isKnown()) {
            long divisor = right.bits();
            if (divisor <= -DIGIT || divisor >= DIGIT) {
                throw new NotNumeric("a remainder that may be the dividend itself");
            }
        } else if (isHeld) {
            VReg dividend = w.intReg(left);
            Op guard = new Op(Op.Kind.GUARD_REMAINDER, null, dividend, w.intReg(right), 0);
            w.emit(guard.leaving(w.exit("the remainder is the dividend itself")));
        }
        return newRemainder(w, left, right);
    }

    private static Val newRemainder(BlockBuilder w, Val left, Val right) {
        if (isPowerOfTwo(right) && right.bits() - 1 == (int) (right.bits() - 1)) {
            Val mask = Val.known(Shape.INT, right.bits() - 1);
            return result(w.emit(operation(w, Op.Kind.AND, left, mask)));
        }
        return divided(w, Op.Kind.MOD, left, right);
    }

    /** {@code divmod(l, r)} has two results; they are pushed by the unpacking that follows. */
    static Val[] divmod(BlockBuilder w, Val left, Val right) {
        if (left.shape().isIntegral() && right.shape().isIntegral()) {
            return new Val[] {floorDivide(w, left, right), remainder(w, left, right)};
        }
        return new Val[] {
            binary(w, BinaryOperator.FLOOR_DIVIDE, left, right),
            binary(w, BinaryOperator.REMAINDER, left, right)
        };
    }

    /** Both operands are doubles exactly, so the quotient is rounded once, as in Python. */
    private static Val divideInts(BlockBuilder w, Val left, Val right) {
        return Doubles.binary(
                w, BinaryOperator.TRUE_DIVIDE, Doubles.exact(w, left), Doubles.exact(w, right));
    }

    /** {@code UNARY_NEGATIVE}: x -> -x. */
    static void negative(BlockBuilder w) {
        Val value = w.settled(w.pop());
        if (value.is(Shape.Kind.FLOAT)) {
            w.push(Doubles.unary(w, Op.Kind.DNEG, value));
            return;
        }
        if (!value.shape().isIntegral()) {
            throw new NotNumeric("the operand of - is no number");
        }
        Op op = new Op(Op.Kind.NEG, w.general(), w.intReg(value), null, 0);
        w.push(result(w.emit(op.leaving(w.exit(OVERFLOW)))));
    }

    /** {@code UNARY_INVERT}: x -> ~x. The one of a bool is deprecated and warns. */
    static void invert(BlockBuilder w) {
        Val value = w.pop();
        if (!value.is(Shape.Kind.INT)) {
            throw new NotNumeric("the operand of ~ is no int");
        }
        w.push(result(w.emit(new Op(Op.Kind.NOT, w.general(), w.intReg(value), null, 0))));
    }

    /** {@code abs(x)}: an int that is not negative is its own absolute value. */
    static void absolute(BlockBuilder w, Val value) {
        int next = w.insn().next();
        if (value.is(Shape.Kind.FLOAT)) {
            w.push(Doubles.unary(w, Op.Kind.DABS, value));
        } else if (value.isKnown() || value.is(Shape.Kind.BOOL)) {
            Op op = new Op(Op.Kind.ABS, w.general(), w.intReg(value), null, 0);
            w.push(result(w.emit(op.leaving(w.exit(OVERFLOW)))));
        } else {
            VReg x = w.intReg(value);
            Op op = new Op(Op.Kind.ABS, w.general(), x, null, 0);
            w.emit(op.leaving(w.exit(OVERFLOW)));
            Val negated = result(op);
            if (!w.isHeld(value)) {
                w.push(negated);
            } else {
                w.fork(Condition.ofInts(Cond.GE, x, null, 0), value, negated, next);
            }
        }
    }

    /** The comparison of two ints. */
    static Condition compare(BlockBuilder w, Cond cond, Val left, Val right) {
        VReg first = w.intReg(left);
        return isImmediate(right)
                ? Condition.ofInts(cond, first, null, (int) right.bits())
                : Condition.ofInts(cond, first, w.intReg(right), 0);
    }
}
