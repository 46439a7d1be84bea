package dev.justjit.template;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * {@code BINARY_OP} on two exact floats, or a float and an int: IEEE doubles, operation by operation
 * as CPython does it. Zero divisors and other types take the slow side.
 */
final class FloatArithmetic {
    private FloatArithmetic() {}

    static boolean supports(BinaryOperator operator) {
        return switch (operator.plain()) {
            case ADD, SUBTRACT, MULTIPLY, TRUE_DIVIDE -> true;
            default -> false;
        };
    }

    static void emit(Emission e, BinaryOperator operator) {
        MacroAssembler m = e.masm();
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        SlowCall slow = new Arithmetic.GenericBinary(e);
        Floats.unbox(e, left, FReg.F0, slow.entry());
        Floats.unbox(e, right, FReg.F1, slow.entry());
        switch (operator.plain()) {
            case ADD -> m.add(FReg.F0, FReg.F0, FReg.F1);
            case SUBTRACT -> m.sub(FReg.F0, FReg.F0, FReg.F1);
            case MULTIPLY -> m.mul(FReg.F0, FReg.F0, FReg.F1);
            default -> divide(m, slow.entry());
        }
        e.pop();
        e.pop();
        Operands.release(e, left, right, KnownType.FLOAT, FReg.F0);
        e.pushDouble(FReg.F0);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    private static void divide(MacroAssembler m, Label slow) {
        m.moveBits(Reg.RET, FReg.F1);
        m.shiftLeft(Reg.RET, Reg.RET, 1);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, slow); // 0.0 or -0.0
        m.div(FReg.F0, FReg.F0, FReg.F1);
    }
}
