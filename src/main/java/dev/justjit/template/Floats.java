package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.bytecode.Constant;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;

/** Snippets about {@code float}. */
final class Floats {
    private static final long EXACT = 1L << 53;

    private Floats() {}

    /** Whether the value is a number whose double is known to be exact without looking. */
    static boolean isExactConstant(Emission e, Value value) {
        if (!value.is(Value.Kind.CONST)) {
            return false;
        }
        Constant constant = e.constant(value);
        return constant.kind() == Constant.Kind.FLOAT
                || constant.kind() == Constant.Kind.INT
                        && constant.intValue() <= EXACT
                        && constant.intValue() >= -EXACT;
    }

    /**
     * {@code dst} = the number as a double; ints are rounded as CPython rounds them. Jumps to {@code
     * fail} if an object is no exact float. Loses {@code RET}, {@code ARG0}, {@code ARG5}, {@code
     * TMP0}.
     */
    static void unbox(Emission e, Value value, FReg dst, Label fail) {
        MacroAssembler m = e.masm();
        if (value.is(Value.Kind.DOUBLE)) {
            e.getDouble(dst, value);
        } else if (isExactConstant(e, value)) {
            Constant constant = e.constant(value);
            double number =
                    constant.kind() == Constant.Kind.FLOAT
                            ? constant.doubleValue()
                            : (double) constant.intValue();
            m.moveImm(dst, number, Reg.TMP0);
        } else if (value.type() == KnownType.INT) {
            Ints.unbox(e, value, Reg.ARG0, fail);
            m.toDouble(dst, Reg.ARG0);
        } else {
            e.loadObject(Reg.RET, value);
            if (value.type() != KnownType.FLOAT) {
                m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYFLOAT_TYPE, fail);
            }
            m.load(dst, Mem.at(Reg.RET, PyFloat.VALUE));
        }
    }
}
