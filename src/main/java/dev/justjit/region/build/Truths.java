package dev.justjit.region.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.Val;

/** Comparisons and truth values. A comparison stays a condition until somebody needs the bool. */
final class Truths {
    private Truths() {}

    /** {@code COMPARE_OP}: l r -> b. */
    static void compare(BlockBuilder w, int oparg) {
        ComparisonOperator operator = ComparisonOperator.of(oparg);
        Val right = w.settled(w.pop());
        Val left = w.settled(w.pop());
        w.push(Val.condition(compare(w, operator, left, right)));
    }

    static Condition compare(BlockBuilder w, ComparisonOperator operator, Val left, Val right) {
        if (left.shape().isIntegral() && right.shape().isIntegral()) {
            return Numbers.isImmediate(left) && !Numbers.isImmediate(right)
                    ? Numbers.compare(w, Cond.of(operator.swapped()), right, left)
                    : Numbers.compare(w, Cond.of(operator), left, right);
        }
        if (left.shape().isNumber() && right.shape().isNumber()) {
            return Doubles.compare(w, DoubleCond.of(operator), left, right);
        }
        throw new NotNumeric("a comparison of other things than numbers");
    }

    /** {@code UNARY_NOT}: the operand is a bool. */
    static void not(BlockBuilder w) {
        Val value = w.pop();
        if (!value.is(Shape.Kind.BOOL)) {
            throw new NotNumeric("not of something else than a bool");
        }
        if (value.isKnown()) {
            w.push(Val.known(Shape.BOOL, 1 - value.bits()));
            return;
        }
        Condition condition = value.condition();
        w.push(
                Val.condition(
                        condition != null
                                ? condition.inverse()
                                : Condition.ofInts(Cond.EQ, w.intReg(value), null, 0)));
    }

    /** {@code TO_BOOL}: x -> b. */
    static void toBool(BlockBuilder w) {
        w.push(truth(w, w.pop()));
    }

    static Val truth(BlockBuilder w, Val value) {
        if (value.is(Shape.Kind.BOOL)) {
            return value;
        }
        if (value.is(Shape.Kind.NONE)) {
            return Val.known(Shape.BOOL, 0);
        }
        if (value.isKnown()) {
            boolean zero =
                    value.is(Shape.Kind.INT)
                            ? value.bits() == 0
                            : Double.longBitsToDouble(value.bits()) == 0;
            return Val.known(Shape.BOOL, zero ? 0 : 1);
        }
        return switch (value.shape().kind()) {
            case INT -> Val.condition(Condition.ofInts(Cond.NE, w.intReg(value), null, 0));
            case FLOAT ->
                    Val.condition(
                            Condition.ofDoubles(
                                    DoubleCond.NE,
                                    Doubles.reg(w, value),
                                    w.region.regs.constantDouble(0.0)));
            case LIST, TUPLE, BUFFER ->
                    Val.condition(Condition.ofInts(Cond.NE, Items.length(w, value), null, 0));
            default -> throw new NotNumeric("the truth of something else than a number");
        };
    }

    /** {@code IS_OP}: only None is compared, with what is known to be something else or None. */
    static void is(BlockBuilder w, int oparg) {
        Val right = w.pop();
        Val left = w.pop();
        boolean leftNone = left.is(Shape.Kind.NONE);
        boolean rightNone = right.is(Shape.Kind.NONE);
        boolean known = isTyped(left) && isTyped(right);
        if (!known || !leftNone && !rightNone) {
            throw new NotNumeric("the identity of numbers");
        }
        boolean same = leftNone && rightNone;
        w.push(Val.known(Shape.BOOL, same == (oparg == 0) ? 1 : 0));
    }

    private static boolean isTyped(Val value) {
        return value.is(Shape.Kind.NONE) || value.shape().isNumber() || value.shape().isContainer();
    }
}
