package dev.justjit.region.build;

import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.Symbol;
import dev.justjit.region.ir.Builtin;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.Objects;

/**
 * More functions of {@code math}, and {@code round}. Where CPython's function is the C library's but for special
 * arguments and errors, the same C function is called, and arguments and results that it treats specially leave.
 */
final class MathCalls {
    /** From here on doubles are whole, and the rounding below is not exact. */
    private static final double WHOLE = 1L << 51;

    /** The last bit of a double near this one is worth 1. */
    private static final double UNIT = 1.5 * (1L << 52);

    private static final int ISQRT_BITS = 52;

    private MathCalls() {}

    static boolean knows(Builtin function) {
        return function.ordinal() >= Builtin.ROUND.ordinal();
    }

    /** The call of a function that {@link #knows} is true for. */
    static Val call(BlockBuilder w, Builtin function, Val[] arguments) {
        int expected =
                switch (function) {
                    case FMOD, MATH_POW, COPYSIGN, ATAN2, GCD -> 2;
                    default -> 1;
                };
        if (arguments.length != expected) {
            throw new NotNumeric(
                    "a call of " + function.text() + " with " + arguments.length + " arguments");
        }
        for (Val argument : arguments) {
            if (!argument.shape().isNumber()) {
                throw new NotNumeric("an argument of " + function.text() + " is no number");
            }
        }
        return switch (function) {
            case ROUND -> round(w, arguments[0]);
            case ISNAN, ISINF, ISFINITE -> classify(w, function, arguments[0]);
            case ISQRT -> integerRoot(w, arguments[0]);
            case GCD -> commonDivisor(w, arguments[0], arguments[1]);
            case FMOD, MATH_POW, COPYSIGN, ATAN2 ->
                    library(w, function, arguments[0], arguments[1]);
            default -> library(w, function, arguments[0]);
        };
    }

    /** What is finite comes from a finite argument that is no error. */
    static Val library(BlockBuilder w, Builtin function, Val x) {
        return finite(w, function, new Op(Op.Kind.DCALL, w.dbl(), Doubles.reg(w, x), null, 0));
    }

    private static Val library(BlockBuilder w, Builtin function, Val x, Val y) {
        VReg first = Doubles.reg(w, x);
        VReg second = Doubles.reg(w, y);
        if (function == Builtin.ATAN2) {
            // the others are CPython's own values
            guardFinite(w, first);
            guardFinite(w, second);
            VReg zero = w.region.regs.constantDouble(0.0);
            guard(w, Condition.ofDoubles(DoubleCond.EQ, first, zero), "an angle on the axis");
        }
        return finite(w, function, new Op(Op.Kind.DCALL, w.dbl(), first, second, 0));
    }

    private static Val finite(BlockBuilder w, Builtin function, Op op) {
        op.symbol = Symbol.export(function.text());
        return Doubles.result(w.emit(op.leaving(w.exit("a result that is not finite"))));
    }

    private static void guard(BlockBuilder w, Condition condition, String reason) {
        Op guard = new Op(Op.Kind.GUARD, null, null, null, 0);
        w.emit(guard.with(condition).leaving(w.exit(reason)));
    }

    private static VReg magnitude(BlockBuilder w, VReg x) {
        return Objects.requireNonNull(w.emit(new Op(Op.Kind.DABS, w.dbl(), x, null, 0)).dst);
    }

    /** A NaN passes. */
    private static void guardFinite(BlockBuilder w, VReg x) {
        VReg most = w.region.regs.constantDouble(Double.MAX_VALUE);
        Condition infinite = Condition.ofDoubles(DoubleCond.GT, magnitude(w, x), most);
        guard(w, infinite, "an argument that is infinite");
    }

    private static Val classify(BlockBuilder w, Builtin function, Val x) {
        if (!x.is(Shape.Kind.FLOAT)) {
            return Val.known(Shape.BOOL, function == Builtin.ISFINITE ? 1 : 0);
        }
        VReg value = Doubles.reg(w, x);
        if (function == Builtin.ISNAN) {
            return Val.condition(Condition.ofDoubles(DoubleCond.NE, value, value));
        }
        VReg most = w.region.regs.constantDouble(Double.MAX_VALUE);
        DoubleCond cond = function == Builtin.ISINF ? DoubleCond.GT : DoubleCond.LE;
        return Val.condition(Condition.ofDoubles(cond, magnitude(w, value), most));
    }

    /** Half goes to even, as in the addition of doubles. An int is its own nearest int. */
    private static Val round(BlockBuilder w, Val x) {
        if (!x.is(Shape.Kind.FLOAT)) {
            return Builtins.toInt(w, Op.Kind.TRUNCATE, x);
        }
        VReg value = Doubles.reg(w, x);
        VReg most = w.region.regs.constantDouble(WHOLE);
        Condition large = Condition.ofDoubles(DoubleCond.GE, magnitude(w, value), most);
        guard(w, large, "a float that is large");
        VReg unit = w.region.regs.constantDouble(UNIT);
        VReg sum = w.dbl();
        w.emit(new Op(Op.Kind.DADD, sum, value, unit, 0));
        VReg rounded = w.dbl();
        w.emit(new Op(Op.Kind.DSUB, rounded, sum, unit, 0));
        return Builtins.toInt(w, Op.Kind.TRUNCATE, Val.reg(Shape.FLOAT, rounded));
    }

    /** Below 2**52 the root as a double has the right whole part. */
    private static Val integerRoot(BlockBuilder w, Val x) {
        VReg value = ints(w, Builtin.ISQRT, x);
        VReg high = w.general();
        w.emit(new Op(Op.Kind.SHR, high, value, null, ISQRT_BITS));
        guard(w, Condition.ofInts(Cond.NE, high, null, 0), "an int of more than 52 bits");
        VReg exact = w.dbl();
        w.emit(new Op(Op.Kind.TO_DOUBLE, exact, value, null, 0));
        Op root = new Op(Op.Kind.DSQRT, w.dbl(), exact, null, 0);
        w.emit(root.leaving(w.exit("the root of a negative number")));
        return Builtins.toInt(w, Op.Kind.TRUNCATE, Doubles.result(root));
    }

    private static VReg ints(BlockBuilder w, Builtin function, Val x) {
        if (!x.shape().isIntegral()) {
            throw new NotNumeric("an argument of " + function.text() + " is no int");
        }
        return w.intReg(x);
    }

    private static Val commonDivisor(BlockBuilder w, Val x, Val y) {
        VReg first = ints(w, Builtin.GCD, x);
        Op op = new Op(Op.Kind.GCD, w.general(), first, ints(w, Builtin.GCD, y), 0);
        w.emit(op.leaving(w.exit("an int of more than 60 bits")));
        return Val.reg(Shape.INT, Objects.requireNonNull(op.dst));
    }
}
