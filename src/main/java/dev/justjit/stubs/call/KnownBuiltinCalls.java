package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.compile.Outcomes;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.snippet.IntOperations;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.InstanceChecks;

/**
 * Functions of the module {@code builtins} that are quicker done than called: {@code isinstance}, and {@code min}, {@code
 * max} and {@code abs} of numbers.
 *
 * <p>{@code SAVED0} = address of the callable's slot, the arguments follow; {@code SAVED1} = their number; {@code ARG0} =
 * the callable, which is kept where it is none of these.
 */
final class KnownBuiltinCalls {
    private static final Mem FIRST = Mem.at(Reg.SAVED0, 8);
    private static final Mem SECOND = Mem.at(Reg.SAVED0, 16);

    private final StubLibrary stubs;
    private final SpecialMethods specials;
    private final MacroAssembler m;

    KnownBuiltinCalls(StubLibrary stubs, SpecialMethods specials) {
        this.stubs = stubs;
        this.specials = specials;
        m = stubs.masm();
    }

    /** Jumps to {@code called} with the result in {@code RET}, or to {@code other}; goes on with another callable. */
    void emit(Label other, Label called) {
        withTwo(JitData.MIN, other, () -> choose(Outcomes.IS_LESS, other, called));
        withTwo(JitData.MAX, other, () -> choose(Outcomes.IS_GREATER, other, called));
        withTwo(
                JitData.ISINSTANCE,
                other,
                () -> InstanceChecks.emit(m, specials, FIRST, SECOND, other, called));
        with(JitData.ABS, 1, other, () -> absolute(other, called));
    }

    private void withTwo(int function, Label other, Runnable body) {
        with(function, 2, other, body);
    }

    private void with(int function, int arguments, Label other, Runnable body) {
        Label next = m.newLabel();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, function), Reg.ARG0, next);
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, arguments, other);
        body.run();
        m.bind(next);
    }

    /** The second of two numbers, if compared with the first it has this outcome, else the first: as CPython chooses. */
    private void choose(int outcome, Label other, Label called) {
        Label isSecond = m.newLabel();
        Label chosen = m.newLabel();
        m.load(Width.W64, Reg.ARG0, SECOND);
        m.load(Width.W64, Reg.ARG1, FIRST);
        m.moveImm(Reg.ARG2, outcome);
        m.call(stubs.of(Stub.COMPARE_TYPED));
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, other);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, isSecond);
        m.load(Width.W64, Reg.RET, FIRST);
        m.jump(chosen);
        m.bind(isSecond);
        m.load(Width.W64, Reg.RET, SECOND);
        m.bind(chosen);
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(called);
    }

    /** An int that is not negative is its own absolute value. Classes of the program have {@code __abs__}. */
    private void absolute(Label other, Label called) {
        Label notFloat = m.newLabel();
        Label negative = m.newLabel();
        Label special = m.newLabel();
        m.load(Width.W64, Reg.ARG0, FIRST);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.branch(Cond.NE, Reg.RET, Global.PYFLOAT_TYPE, notFloat);
        m.load(FReg.F0, Mem.at(Reg.ARG0, PyFloat.VALUE));
        m.abs(FReg.F0, FReg.F0, Reg.TMP0);
        m.call(stubs.of(Stub.BOX_DOUBLE));
        m.jump(called);
        m.bind(notFloat);
        m.branch(Cond.NE, Reg.RET, Global.PYLONG_TYPE, special);
        IntOperations.unbox(m, Reg.ARG0, other);
        m.branch(Cond.LT, Width.W64, Reg.ARG0, 0, negative);
        m.load(Width.W64, Reg.RET, FIRST);
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(called);
        m.bind(negative);
        m.neg(Reg.ARG0, Reg.ARG0);
        m.call(stubs.of(Stub.BOX_INT));
        m.jump(called);
        m.bind(special);
        specials.function(FIRST, SpecialMethod.ABS, other, other);
        specials.call(FIRST);
        m.jump(called);
    }
}
