package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.bytecode.Constant;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowPath;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Snippets about {@code int}. */
final class Ints {
    private Ints() {}

    /** Whether the value is an int constant that fits a register. */
    static boolean isSmallConstant(Emission e, Value value) {
        return value.is(Value.Kind.CONST) && e.constant(value).kind() == Constant.Kind.INT;
    }

    /** Whether the value is an int constant of at most 32 bits. */
    static boolean isImmediate(Emission e, Value value) {
        return isSmallConstant(e, value) && constant(e, value) == (int) constant(e, value);
    }

    static long constant(Emission e, Value value) {
        return e.constant(value).intValue();
    }

    /**
     * {@code dst} = the number, or a jump to {@code fail} if the value is no exact int of at most 60
     * bits. {@code dst} is an argument register below {@code ARG5}; {@code RET}, {@code ARG5} and
     * {@code TMP0} are lost.
     */
    static void unbox(Emission e, Value value, Reg dst, Label fail) {
        MacroAssembler m = e.masm();
        if (value.is(Value.Kind.INT)) {
            e.getInt(dst, value);
            return;
        }
        if (isSmallConstant(e, value)) {
            m.moveImm(dst, constant(e, value));
            return;
        }
        e.loadObject(dst, value);
        if (value.type() != KnownType.INT) {
            m.branch(Cond.NE, Mem.at(dst, PyObject.TYPE), Global.PYLONG_TYPE, fail);
        }
        var other = new OtherThanSmallPositive(e, dst, fail);
        m.branch(
                Cond.ABOVE, Width.W64, Mem.at(dst, PyLong.TAG), PyLong.TAG_POSITIVE, other.entry());
        m.load(Width.W32, dst, Mem.at(dst, PyLong.DIGIT)); // a zero has digit 0
        m.bind(other.resume());
    }

    /** Negative or two digits. */
    private static final class OtherThanSmallPositive extends SlowPath {
        private final Reg dst;
        private final Label fail;

        OtherThanSmallPositive(Emission e, Reg dst, Label fail) {
            super(e);
            this.dst = dst;
            this.fail = fail;
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            m.move(Reg.ARG5, dst);
            m.call(Stub.UNBOX_INT.symbol());
            m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, fail);
            m.move(dst, Reg.ARG5);
            m.jump(resume());
        }
    }
}
