package dev.justjit.lower;

import dev.justjit.compile.Stub;
import dev.justjit.ir.Node;
import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Floating point numbers. */
final class Doubles {
    private final MacroAssembler m;
    private final Values values;

    Doubles(Function function, Values values) {
        this.values = values;
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case FLOAT_ADD, FLOAT_SUBTRACT, FLOAT_MULTIPLY, FLOAT_DIVIDE -> binary(node);
            case FLOAT_FLOOR_DIVIDE -> call(Stub.FLOAT_FLOOR_DIVIDE);
            case FLOAT_REMAINDER -> call(Stub.FLOAT_REMAINDER);
            case FLOAT_NEGATE -> {
                FReg result = values.doubleResult();
                m.neg(result, values.use(0, FReg.F13), Reg.RET);
                values.finish(result);
            }
            case FLOAT_ABSOLUTE -> {
                FReg result = values.doubleResult();
                m.abs(result, values.use(0, FReg.F13), Reg.TMP0);
                values.finish(result);
            }
            case FLOAT_SQUARE_ROOT -> squareRoot();
            case SELECT_FLOAT -> {
                Label chosen = m.newLabel();
                values.load(FReg.F13, 1);
                m.branch(Cond.NE, Width.W64, values.use(0, Reg.RET), 0, chosen);
                values.load(FReg.F13, 2);
                m.bind(chosen);
                values.finish(FReg.F13);
            }
            case FLOAT_TO_INT -> {
                m.truncate(Reg.RET, values.use(0, FReg.F13), values.exit("it does not fit"));
                values.finish(Reg.RET);
            }
            case FLOAT_COMPARE -> {
                Reg result = values.result();
                FReg left = values.use(0, FReg.F13);
                FReg right = values.use(1, FReg.F14);
                m.set(DoubleCond.of(Ints.operator(node)), result, left, right);
                values.finish(result);
            }
            case INT_TO_FLOAT -> {
                FReg result = values.doubleResult();
                m.toDouble(result, values.use(0, Reg.RET));
                values.finish(result);
            }
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private void squareRoot() {
        FReg result = values.doubleResult();
        FReg operand = values.use(0, FReg.F13);
        m.moveImm(FReg.F14, 0, Reg.RET);
        m.branch(DoubleCond.LT, operand, FReg.F14, true, values.exit("a root of less than 0"));
        m.sqrt(result, operand);
        values.finish(result);
    }

    private void binary(Node node) {
        FReg result = values.doubleResult();
        FReg left = values.use(0, FReg.F13);
        FReg right = values.use(1, FReg.F14);
        switch (node.op()) {
            case FLOAT_ADD -> m.add(result, left, right);
            case FLOAT_SUBTRACT -> m.sub(result, left, right);
            case FLOAT_MULTIPLY -> m.mul(result, left, right);
            default -> {
                leaveIfZero(right);
                m.div(result, left, right);
            }
        }
        values.finish(result);
    }

    /** Both zeros have no bits but the sign. */
    private void leaveIfZero(FReg divisor) {
        if (values.leaves()) {
            m.moveBits(Reg.RET, divisor);
            m.add(Reg.RET, Reg.RET, Reg.RET);
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exit("a division by zero"));
        }
    }

    private void call(Stub stub) {
        values.load(FReg.F14, 1);
        leaveIfZero(FReg.F14);
        values.load(FReg.F13, 0);
        m.move(FReg.F0, FReg.F13);
        m.move(FReg.F1, FReg.F14);
        m.call(stub.symbol());
        values.finish(FReg.F0);
    }
}
