package dev.justjit.region.build;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.masm.DoubleCond;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.Objects;

/** Float arithmetic; an int operand becomes a float first, as in Python. */
public final class Doubles {
    /** Ints up to this magnitude are doubles exactly. */
    static final long EXACT = 1L << 53;

    private Doubles() {}

    static Val binary(BlockBuilder w, BinaryOperator operator, Val left, Val right) {
        VReg first = reg(w, left);
        VReg second = reg(w, right);
        return switch (operator) {
            case ADD -> plain(w, Op.Kind.DADD, first, second);
            case SUBTRACT -> plain(w, Op.Kind.DSUB, first, second);
            case MULTIPLY -> plain(w, Op.Kind.DMUL, first, second);
            case TRUE_DIVIDE -> guarded(w, Op.Kind.DDIV, first, second, "division by zero");
            case FLOOR_DIVIDE -> guarded(w, Op.Kind.DFLOOR_DIV, first, second, "division by zero");
            case REMAINDER -> guarded(w, Op.Kind.DMOD, first, second, "division by zero");
            case POWER -> guarded(w, Op.Kind.DPOW, first, second, "a power that is special");
            default -> throw new NotNumeric("operator " + operator.symbol() + " is not for floats");
        };
    }

    private static Val plain(BlockBuilder w, Op.Kind kind, VReg first, VReg second) {
        return result(w.emit(new Op(kind, w.dbl(), first, second, 0)));
    }

    private static Val guarded(
            BlockBuilder w, Op.Kind kind, VReg first, VReg second, String reason) {
        return result(w.emit(new Op(kind, w.dbl(), first, second, 0).leaving(w.exit(reason))));
    }

    static Val unary(BlockBuilder w, Op.Kind kind, Val value) {
        return result(w.emit(new Op(kind, w.dbl(), reg(w, value), null, 0)));
    }

    static Val result(Op op) {
        return Val.reg(Shape.FLOAT, Objects.requireNonNull(op.dst));
    }

    /** Where the double is; ints are converted. */
    static VReg reg(BlockBuilder w, Val value) {
        if (value.is(Shape.Kind.FLOAT)) {
            return value.reg() != null
                    ? value.reg()
                    : w.region.regs.constantDouble(Double.longBitsToDouble(value.bits()));
        }
        if (!value.shape().isIntegral()) {
            throw new NotNumeric("an operand is no number");
        }
        if (value.isKnown()) {
            return w.region.regs.constantDouble((double) value.bits());
        }
        VReg dst = w.dbl();
        w.emit(new Op(Op.Kind.TO_DOUBLE, dst, w.intReg(value), null, 0));
        return dst;
    }

    /** The int as a double, or out of the region if it is none exactly. */
    static Val exact(BlockBuilder w, Val value) {
        if (value.isKnown()) {
            if (Math.abs(value.bits()) > EXACT) {
                throw new NotNumeric("a constant is no double exactly");
            }
        } else if (value.is(Shape.Kind.INT)) {
            Op guard = new Op(Op.Kind.GUARD_EXACT, null, w.intReg(value), null, 0);
            w.emit(guard.leaving(w.exit("an int is no double exactly")));
        }
        return Val.reg(Shape.FLOAT, reg(w, value));
    }

    /** The comparison of two numbers of which one is a float; Python compares exactly. */
    static Condition compare(BlockBuilder w, DoubleCond cond, Val left, Val right) {
        VReg first = reg(w, left.shape().isIntegral() ? exact(w, left) : left);
        VReg second = reg(w, right.shape().isIntegral() ? exact(w, right) : right);
        return Condition.ofDoubles(cond, first, second);
    }
}
