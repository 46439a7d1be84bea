package dev.justjit.stubs.operator;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PySequenceMethods;
import dev.justjit.abi.layout.PyType;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ObjectStubs;

/** What a binary operator does when the left operand's method has declined. Registers as in {@link SpecialOperators}. */
final class RightOperands {
    private static final Mem METHOD = Mem.nativeWord(0);
    private static final Mem CALLABLE = Mem.nativeWord(1);

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final SpecialMethods specials;
    private final Mem code;
    private final Label finish;

    /**
     * @param code the operator's number
     * @param finish where the result {@code SAVED1} goes to the caller
     */
    RightOperands(StubLibrary stubs, SpecialMethods specials, Mem code, Label finish) {
        this.stubs = stubs;
        this.specials = specials;
        this.code = code;
        this.finish = finish;
        m = stubs.masm();
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    /** The result {@code RET} goes to the caller if it is an answer. */
    private void finishUnlessNotImplemented() {
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.NE, Reg.RET, Global.NOT_IMPLEMENTED, finish);
    }

    /** After NotImplemented: the class of the right operand, then concatenation; a jump if neither knows. */
    void ask(Label neither) {
        Label noNumber = m.newLabel();
        Label plain = m.newLabel();
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG2, noNumber);
        Label builtin = m.newLabel();
        Mem flags = Mem.at(Reg.ARG2, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_HEAPTYPE, builtin);
        askReflected();
        m.jump(noNumber);
        m.bind(builtin);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyType.AS_NUMBER));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, noNumber);
        m.load(Width.W64, Reg.ARG3, code);
        m.branch(Cond.BELOW, Width.W64, Reg.ARG3, SpecialOperators.OPERATORS, plain);
        m.add(Reg.ARG3, Reg.ARG3, -SpecialOperators.OPERATORS);
        m.bind(plain);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.SPECIAL_TABLE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, Reg.ARG3, 8, SpecialTable.NUMBER_SLOTS));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG2, Reg.TMP0, 1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, noNumber);
        m.callRegister(Reg.TMP0);
        finishUnlessNotImplemented();
        m.bind(noNumber);
        Label add = m.newLabel();
        m.load(Width.W64, Reg.ARG3, code);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, BinaryOperator.ADD.oparg(), add);
        m.branch(Cond.NE, Width.W64, Reg.ARG3, BinaryOperator.INPLACE_ADD.oparg(), neither);
        m.bind(add);
        concatenate(neither);
    }

    private void concatenate(Label none) {
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.AS_SEQUENCE));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PySequenceMethods.CONCAT));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.callRegister(Reg.RET);
        m.move(Reg.SAVED1, Reg.RET);
        m.jump(finish);
    }

    /** The right operand's own method, by way of CPython: what its class has under the reflected name. */
    private void askReflected() {
        Label plain = m.newLabel();
        Label none = m.newLabel();
        Label bind = m.newLabel();
        Label bound = m.newLabel();
        Label raised = m.newLabel();
        m.load(Width.W64, Reg.ARG3, code);
        m.branch(Cond.BELOW, Width.W64, Reg.ARG3, SpecialOperators.OPERATORS, plain);
        m.add(Reg.ARG3, Reg.ARG3, -SpecialOperators.OPERATORS);
        m.bind(plain);
        m.add(Reg.ARG3, Reg.ARG3, SpecialMethod.RADD.ordinal());
        specials.loadName(Reg.ARG3);
        m.move(Reg.ARG0, Reg.ARG2);
        m.call(Helper.PYTYPE_LOOKUPREF);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.store(Width.W64, METHOD, Reg.RET);
        m.move(Reg.ARG0, Reg.RET);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyType.DESCR_GET));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, bind);
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, CALLABLE, Reg.ARG0);
        m.jump(bound);
        m.bind(bind);
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.callRegister(Reg.RET);
        m.store(Width.W64, CALLABLE, Reg.RET);
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        m.bind(bound);
        m.load(Width.W64, Reg.ARG0, CALLABLE);
        m.load(Width.W64, Reg.ARG1, operand(0));
        m.call(Helper.PYOBJECT_CALLONEARG);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(CALLABLE);
        m.bind(raised);
        stubs.release(METHOD);
        m.branch(Cond.NE, Reg.SAVED1, Global.NOT_IMPLEMENTED, finish);
        m.bind(none);
    }
}
