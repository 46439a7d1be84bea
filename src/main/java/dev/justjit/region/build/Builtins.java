package dev.justjit.region.build;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.region.ir.Builtin;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.Objects;

/** Calls of known functions. */
final class Builtins {
    private Builtins() {}

    /** {@code CALL}: f self-or-NULL args -> x. Answers the unit at which it goes on. */
    static int call(BlockBuilder w, int count) {
        Val[] arguments = new Val[count];
        for (int i = count - 1; i >= 0; i--) {
            arguments[i] = w.settled(w.pop());
        }
        Val self = w.pop();
        Val callable = w.pop();
        if (callable.is(Shape.Kind.FUNCTION) && self.is(Shape.Kind.UNBOUND)) {
            FunctionCalls.call(w, callable, arguments);
            return w.insn().next();
        }
        Builtin function = Builtin.of(callable.shape());
        if (function == null || !self.is(Shape.Kind.UNBOUND)) {
            throw new NotNumeric("a call of an unknown function");
        }
        if (function == Builtin.DIVMOD) {
            return divmod(w, arguments);
        }
        if (function == Builtin.MIN || function == Builtin.MAX) {
            extreme(w, function, arguments);
        } else if (function == Builtin.ABS && arguments.length == 1) {
            Numbers.absolute(w, arguments[0]);
        } else {
            w.push(call(w, function, arguments));
        }
        return w.insn().next();
    }

    /** Its pair is unpacked at once, or else not known here. */
    private static int divmod(BlockBuilder w, Val[] arguments) {
        Insn unpack = w.following();
        boolean pair = unpack.opcode() == Opcode.UNPACK_SEQUENCE && unpack.oparg() == 2;
        if (!pair || arguments.length != 2) {
            throw new NotNumeric("a pair of divmod that is kept");
        }
        Val[] results = Numbers.divmod(w, arguments[0], arguments[1]);
        w.push(results[1]);
        w.push(results[0]);
        return unpack.next();
    }

    private static Val call(BlockBuilder w, Builtin function, Val[] arguments) {
        int count = arguments.length;
        if (MathCalls.knows(function)) {
            return MathCalls.call(w, function, arguments);
        }
        if (function == Builtin.ENUMERATE || function == Builtin.ZIP) {
            return Pairs.call(w, function, arguments);
        }
        if (function == Builtin.RANGE) {
            return Ranges.call(w, arguments);
        }
        if (function == Builtin.POW && count == 2) {
            return Numbers.binary(w, BinaryOperator.POWER, arguments[0], arguments[1]);
        }
        if (count != 1) {
            throw new NotNumeric("a call of " + function.text() + " with " + count + " arguments");
        }
        return one(w, function, arguments[0]);
    }

    private static Val one(BlockBuilder w, Builtin function, Val x) {
        if (function == Builtin.LEN) {
            return Val.reg(Shape.INT, Items.length(w, x));
        }
        if (function == Builtin.BOOL) {
            return Truths.truth(w, x);
        }
        if (!x.shape().isNumber()) {
            throw new NotNumeric("an argument of " + function.text() + " is no number");
        }
        return switch (function) {
            case INT, TRUNC -> toInt(w, Op.Kind.TRUNCATE, x);
            case FLOOR -> toInt(w, Op.Kind.FLOOR, x);
            case CEIL -> toInt(w, Op.Kind.CEIL, x);
            case FLOAT -> toFloat(w, x);
            case SQRT -> root(w, x);
            case FABS -> Doubles.unary(w, Op.Kind.DABS, Val.reg(Shape.FLOAT, Doubles.reg(w, x)));
            case SIN, COS, TAN, ATAN, EXP -> MathCalls.library(w, function, x);
            default -> throw new NotNumeric("a call of " + function.text());
        };
    }

    static Val toInt(BlockBuilder w, Op.Kind kind, Val x) {
        if (x.is(Shape.Kind.INT)) {
            return x;
        }
        if (x.is(Shape.Kind.BOOL)) {
            VReg dst = w.general();
            w.move(dst, w.intReg(x));
            return Val.reg(Shape.INT, dst);
        }
        Op op = new Op(kind, w.general(), Doubles.reg(w, x), null, 0);
        w.emit(op.leaving(w.exit("a float that is no int of 64 bits")));
        return Val.reg(Shape.INT, Objects.requireNonNull(op.dst));
    }

    private static Val toFloat(BlockBuilder w, Val x) {
        if (x.is(Shape.Kind.FLOAT)) {
            return x;
        }
        return Val.reg(Shape.FLOAT, Doubles.reg(w, x));
    }

    private static Val root(BlockBuilder w, Val x) {
        Op op = new Op(Op.Kind.DSQRT, w.dbl(), Doubles.reg(w, x), null, 0);
        return Doubles.result(w.emit(op.leaving(w.exit("the root of a negative number"))));
    }

    /** {@code min} and {@code max} of two keep the first of equal arguments. */
    private static void extreme(BlockBuilder w, Builtin function, Val[] arguments) {
        if (arguments.length != 2) {
            throw new NotNumeric("the extreme of other than two numbers");
        }
        Val best = arguments[0];
        Val next = arguments[1];
        boolean less = function == Builtin.MIN;
        ComparisonOperator operator = less ? ComparisonOperator.LESS : ComparisonOperator.GREATER;
        Condition condition = Truths.compare(w, operator, next, best);
        boolean alike =
                best.shape().kind() == next.shape().kind() && isNew(w, best) && isNew(w, next);
        if (alike && best.is(Shape.Kind.INT)) {
            Op op = new Op(Op.Kind.SELECT, w.general(), w.intReg(next), w.intReg(best), 0);
            w.push(Val.reg(Shape.INT, Objects.requireNonNull(w.emit(op.with(condition)).dst)));
        } else if (alike && best.is(Shape.Kind.FLOAT)) {
            VReg other = Doubles.reg(w, next);
            Op op = new Op(Op.Kind.DSELECT, w.dbl(), other, Doubles.reg(w, best), 0);
            w.push(Doubles.result(w.emit(op.with(condition))));
        } else {
            w.fork(condition, next, best, w.insn().next());
        }
    }

    private static boolean isNew(BlockBuilder w, Val value) {
        return value.reg() != null && !w.isHeld(value);
    }
}
